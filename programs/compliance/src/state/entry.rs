use {
    super::LAYOUT_VERSION,
    anchor_lang::{address_eq, bytemuck, prelude::*},
    backstock_runtime::{create::is_vacant, token::u64_at},
};

pub const ENTRY_SEED: &[u8] = b"entry";

/// Whether the wallet may act at all.
#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum EntryStatus {
    Active = 0,
    Suspended = 1,
    Revoked = 2,
}

/// What kind of holder the wallet is. A venue is a pool or vault address of a DeFi protocol.
#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum HolderClass {
    Person = 0,
    Institution = 1,
    Venue = 2,
}

/// The bits of an entry's permissions.
pub mod permission {
    pub const SEND: u8 = 1;
    pub const RECEIVE: u8 = 2;
    pub const MINT: u8 = 4;
    pub const REDEEM: u8 = 8;
    pub const ALL: u8 = SEND | RECEIVE | MINT | REDEEM;
}

/// One wallet of one registry.
#[account]
pub struct Entry {
    /// 8: layout version
    pub layout_version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10
    pub status: PodEntryStatus,
    /// 11
    pub class: PodHolderClass,
    /// 12: bits SEND 1, RECEIVE 2, MINT 4, REDEEM 8
    pub permissions: u8,
    pub _padding: [u8; 1],
    /// 14: ISO 3166-1 numeric code; 0 for none, which only a venue may have
    pub jurisdiction: u16,
    /// 16: unix seconds when the KYC lapses; 0 for never
    pub expires_at: i64,
    /// 24: the registry's sequence when this was written
    pub version: u64,
    /// 32
    pub wallet: Address,
    /// 64: random id that joins one customer's wallets; zero for none
    pub identity: [u8; 32],
    /// 96: who paid the rent and gets it back
    pub rent_payer: Address,
    /// 128: stored, because comparing it costs a transfer 400 CU less than deriving two addresses
    pub registry: Address,
}

impl Entry {
    pub const LEN: usize = 8 + core::mem::size_of::<Entry>();
}

const ENTRY_DISCRIMINATOR: u64 = {
    let bytes = Entry::DISCRIMINATOR;
    u64::from_le_bytes([
        bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
    ])
};

/// What an account says of a wallet's listing.
pub enum Listing<T> {
    Listed(T),
    /// A vacant account. The caller decides whether its address matters.
    Vacant,
    /// Not an entry of this registry and wallet.
    Foreign,
}

/// Reads the entry of a wallet and answers what `read` makes of it. An entry is believed because this
/// program owns it and it names the registry and the wallet: upsert_entry, which alone creates entries,
/// does so at their canonical address only, so that there is one for each pair.
pub fn with_entry<T>(
    account: &AccountView,
    registry: &Address,
    wallet: &Address,
    read: impl FnOnce(&Entry) -> T,
) -> Result<Listing<T>> {
    let data = account.try_borrow()?;
    if !address_eq(account.owner(), &crate::ID)
        || data.len() != Entry::LEN
        || u64_at(&data, 0) != ENTRY_DISCRIMINATOR
        || data[8] != LAYOUT_VERSION
    {
        return Ok(if is_vacant(account) {
            Listing::Vacant
        } else {
            Listing::Foreign
        });
    }
    let entry: &Entry =
        bytemuck::try_from_bytes(&data[8..]).map_err(|_| ProgramError::InvalidAccountData)?;
    if !address_eq(&entry.registry, registry) || !address_eq(&entry.wallet, wallet) {
        return Ok(Listing::Foreign);
    }
    Ok(Listing::Listed(read(entry)))
}
