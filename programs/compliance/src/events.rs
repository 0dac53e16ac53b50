//! One event for each change of state, with the sequence of the registry's log.

use {
    crate::state::{EntryStatus, HolderClass},
    anchor_lang::prelude::*,
};

#[event]
pub struct RegistryCreated {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub authority: Address,
    pub officer: Address,
    pub pauser: Address,
    /// bitset of ISO 3166-1 numeric codes
    pub blocked_jurisdictions: [u8; 128],
}

/// An entry was written, new or changed; its version is the sequence.
#[event]
pub struct EntryWritten {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub wallet: Address,
    pub signer: Address,
    pub status: EntryStatus,
    pub class: HolderClass,
    /// bits SEND 1, RECEIVE 2, MINT 4, REDEEM 8
    pub permissions: u8,
    pub jurisdiction: u16,
    /// unix seconds; 0 for never
    pub expires_at: i64,
    pub identity: [u8; 32],
    /// 0 where the entry is new
    pub previous_version: u64,
    /// entries of the registry after this
    pub entries: u64,
}

#[event]
pub struct MintRegistered {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub mint: Address,
    pub controller: Address,
}

#[event]
pub struct RegistryRolesSet {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub officer: Address,
    pub pauser: Address,
}

/// The default key withdraws a proposal.
#[event]
pub struct RegistryAuthorityProposed {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub proposed: Address,
}

#[event]
pub struct RegistryAuthorityAccepted {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub old_authority: Address,
    pub new_authority: Address,
}

#[event]
pub struct JurisdictionsSet {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    /// bitset of ISO 3166-1 numeric codes
    pub blocked_jurisdictions: [u8; 128],
}

#[event]
pub struct RegistryPaused {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    /// unix seconds
    pub paused_until: i64,
}

#[event]
pub struct RegistryResumed {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub signer: Address,
}

#[event]
pub struct EntryRemoved {
    pub registry: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub wallet: Address,
    /// the version that is gone
    pub version: u64,
    pub rent_payer: Address,
    /// entries of the registry after this
    pub entries: u64,
}
