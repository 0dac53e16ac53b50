//! A mint's validation account: what Token-2022 must pass to the hook, then our own record.
//!
//! Layout (SPL type-length-value): 0 discriminator of `execute`, 8 length u32, 12 count u32,
//! 16 three records of 35 bytes; 121 discriminator of ours, 129 length u32, 133 the record.

use {
    super::{entry::ENTRY_SEED, LAYOUT_VERSION},
    anchor_lang::{address_eq, pinocchio::account::Ref, prelude::*},
    backstock_runtime::token::u64_at,
};

pub const VALIDATION_SEED: &[u8] = b"extra-account-metas";
/// First eight bytes of sha256("spl-transfer-hook-interface:execute").
pub const EXECUTE_DISCRIMINATOR: [u8; 8] = [105, 37, 101, 197, 75, 251, 102, 26];

const META_LEN: usize = 35;
const METAS: usize = 3;
const METAS_LEN: usize = 4 + METAS * META_LEN;
const RECORD_TAG_AT: usize = 12 + METAS_LEN;
const RECORD_AT: usize = RECORD_TAG_AT + 12;
const RECORD_LEN: usize = 2 + 6 + 3 * 32 + 64;
/// First eight bytes of sha256("backstock:mint-record").
const RECORD_TAG: [u8; 8] = [0xad, 0xa4, 0x9e, 0x2d, 0xbc, 0x3e, 0x7a, 0xa2];

const MINT_AT: usize = RECORD_AT + 8;

pub const VALIDATION_LEN: usize = RECORD_AT + RECORD_LEN;

/// What the hook wants to know of a mint; custody's Asset is its controller.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct MintRecord {
    pub mint: Address,
    pub registry: Address,
    pub controller: Address,
}

impl MintRecord {
    /// Reads a validation account; nothing where it is not one of this program's.
    pub fn read(account: &AccountView) -> Result<Option<Ref<'_, Self>>> {
        let data = account.try_borrow()?;
        if !address_eq(account.owner(), &crate::ID)
            || data.len() != VALIDATION_LEN
            || u64_at(&data, 0) != u64::from_le_bytes(EXECUTE_DISCRIMINATOR)
        {
            return Ok(None);
        }
        Ok(Some(Ref::map(data, |data| {
            bytemuck::from_bytes(&data[MINT_AT..MINT_AT + core::mem::size_of::<Self>()])
        })))
    }

    /// The whole content of the validation account. The rest of the record stays zero, in reserve.
    pub fn to_account_data(&self, bump: u8) -> [u8; VALIDATION_LEN] {
        let mut data = [0u8; VALIDATION_LEN];
        data[..8].copy_from_slice(&EXECUTE_DISCRIMINATOR);
        data[8..12].copy_from_slice(&(METAS_LEN as u32).to_le_bytes());
        data[12..16].copy_from_slice(&(METAS as u32).to_le_bytes());
        data[16..51].copy_from_slice(&literal_meta(&self.registry));
        data[51..86].copy_from_slice(&entry_meta(SOURCE_INDEX));
        data[86..121].copy_from_slice(&entry_meta(DESTINATION_INDEX));

        data[RECORD_TAG_AT..RECORD_TAG_AT + 8].copy_from_slice(&RECORD_TAG);
        data[RECORD_TAG_AT + 8..RECORD_AT].copy_from_slice(&(RECORD_LEN as u32).to_le_bytes());
        data[RECORD_AT] = LAYOUT_VERSION;
        data[RECORD_AT + 1] = bump;
        data[MINT_AT..MINT_AT + core::mem::size_of::<Self>()]
            .copy_from_slice(bytemuck::bytes_of(self));
        data
    }
}

/// Positions in the accounts of `execute`, as the SPL interface fixes them.
const SOURCE_INDEX: u8 = 0;
const DESTINATION_INDEX: u8 = 2;
/// The first extra account: behind source, mint, destination, authority and the validation account.
const REGISTRY_INDEX: u8 = 5;

/// A read-only account given by its address.
fn literal_meta(address: &Address) -> [u8; META_LEN] {
    let mut meta = [0u8; META_LEN];
    meta[1..33].copy_from_slice(address.as_ref());
    meta
}

/// The Entry of the owner of a token account: a PDA of this program with the seeds
/// "entry", the registry, and 32 bytes from offset 32 (the owner) of the token account.
fn entry_meta(token_account_index: u8) -> [u8; META_LEN] {
    const PDA_OF_HOOK: u8 = 1;
    const LITERAL: u8 = 1;
    const ACCOUNT_KEY: u8 = 3;
    const ACCOUNT_DATA: u8 = 4;
    const OWNER_AT: u8 = 32;
    const OWNER_LEN: u8 = 32;
    let mut meta = [0u8; META_LEN];
    meta[0] = PDA_OF_HOOK;
    meta[1] = LITERAL;
    meta[2] = ENTRY_SEED.len() as u8;
    meta[3..8].copy_from_slice(ENTRY_SEED);
    meta[8..10].copy_from_slice(&[ACCOUNT_KEY, REGISTRY_INDEX]);
    meta[10..14].copy_from_slice(&[ACCOUNT_DATA, token_account_index, OWNER_AT, OWNER_LEN]);
    meta
}
