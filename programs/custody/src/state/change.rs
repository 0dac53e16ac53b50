use {
    super::{Limits, DAY},
    anchor_lang::prelude::*,
};

pub const CHANGE_SEED: &[u8] = b"change";
pub const MAX_OPEN_CHANGES: u8 = 8;
/// How long a change can be applied once its delay has passed.
pub const CHANGE_WINDOW: i64 = 7 * DAY;

#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum ChangeKind {
    Role = 0,
    Attestors = 1,
    CashMints = 2,
    Limits = 3,
    Delist = 4,
}

/// Who can be replaced. The authority only proposes its successor, who has to accept.
#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum Role {
    Custodian = 0,
    Minter = 1,
    Redeemer = 2,
    Pauser = 3,
    ActionOfficer = 4,
    ComplianceOfficer = 5,
    Authority = 6,
}

/// A proposed loosening, until it is applied or cancelled. What its kind does not need is zero.
#[account]
pub struct Change {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10
    pub kind: PodChangeKind,
    /// 11: Role only
    pub role: PodRole,
    /// 12: Attestors only
    pub threshold: u8,
    pub _padding: [u8; 3],
    /// 16
    pub issuer: Address,
    /// 48: Limits and Delist only
    pub asset: Address,
    /// 80: part of the address
    pub number: u64,
    /// 88: unix seconds
    pub proposed_at: i64,
    /// 96: unix seconds; can be applied from then
    pub earliest_at: i64,
    /// 104: unix seconds; can be applied until then
    pub expires_at: i64,
    /// 112: who paid the rent and gets it back
    pub rent_payer: Address,
    /// 144: the new key (Role, in the first place), attestors or cash mints
    pub keys: [Address; 5],
    /// 304: Limits only
    pub limits: Limits,
    /// 360: what held when this was proposed, in the places of `keys`
    pub before_keys: [Address; 5],
    /// 520: what held when this was proposed
    pub before_limits: Limits,
    /// 576: the attestor epoch when this was proposed
    pub before_epoch: u64,
    /// 584
    pub reserved: [u8; 64],
}
