use {
    super::LAYOUT_VERSION,
    anchor_lang::{bytemuck, prelude::*},
    backstock_runtime::create::is_vacant,
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
    /// 128
    pub reserved: [u8; 8],
}

impl Entry {
    pub const LEN: usize = 8 + core::mem::size_of::<Entry>();
}

/// What an account says of a wallet's listing.
pub enum Listing<T> {
    Listed(T),
    /// A vacant account. The caller decides whether its address matters.
    Vacant,
    /// Not an entry of this registry and wallet.
    Foreign,
}

/// Reads the entry of a wallet and answers what `read` makes of it. An entry is believed because this
/// program owns it and its address is derived from the registry and the wallet with the bump that it
/// carries; entries are created at canonical addresses only.
pub fn with_entry<T>(
    account: &AccountView,
    registry: &Address,
    wallet: &Address,
    read: impl FnOnce(&Entry) -> T,
) -> Result<Listing<T>> {
    if is_vacant(account) {
        return Ok(Listing::Vacant);
    }
    let data = account.try_borrow()?;
    if !account.owned_by(&crate::ID)
        || data.len() != Entry::LEN
        || data[..8] != *Entry::DISCRIMINATOR
        || data[8] != LAYOUT_VERSION
    {
        return Ok(Listing::Foreign);
    }
    let entry: &Entry =
        bytemuck::try_from_bytes(&data[8..]).map_err(|_| ProgramError::InvalidAccountData)?;
    if *account.address() != entry_address(registry, wallet, entry.bump) {
        return Ok(Listing::Foreign);
    }
    Ok(Listing::Listed(read(entry)))
}

/// The address that the seeds and a bump hash to. Whether it lies off the curve does not matter to
/// who only compares it with the address of an account that this program owns.
fn entry_address(registry: &Address, wallet: &Address, bump: u8) -> Address {
    const MARKER: &[u8; 21] = b"ProgramDerivedAddress";
    let mut preimage = [0u8; 5 + 32 + 32 + 1 + 32 + 21];
    preimage[..5].copy_from_slice(ENTRY_SEED);
    preimage[5..37].copy_from_slice(registry.as_ref());
    preimage[37..69].copy_from_slice(wallet.as_ref());
    preimage[69] = bump;
    preimage[70..102].copy_from_slice(crate::ID.as_ref());
    preimage[102..].copy_from_slice(MARKER);
    Address::new_from_array(sha256(&preimage))
}
