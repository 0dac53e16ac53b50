//! The one layout of a mint that an asset can have: byte for byte that of a real xStock.
//!
//! Token-2022 can neither add nor move these extensions once the mint is initialized, and the mint
//! has no close authority, so that what registration has checked holds for ever. Offsets are of the
//! account's data; the values were read from the account of AAPLx
//! (XsbEhLAtcf6HdfpFZ5xEMdqW8nfAvcsP5bdudRLJzJp).

use {
    crate::{error::CustodyError, events::MetadataField, state::MintProfile, wide::ONE},
    anchor_lang::prelude::*,
    backstock_runtime::token::{
        address_at, is_address_at, mint_supply, u16_at, u64_at, EXTENSIONS_START,
        TOKEN_2022_PROGRAM_ID,
    },
};

const MINT_AUTHORITY_AT: usize = 4;
const FREEZE_AUTHORITY_AT: usize = 50;
const ACCOUNT_TYPE_AT: usize = 165;
const ACCOUNT_TYPE_MINT: u8 = 1;

/// Offset, type and length of each extension's record, in order; the metadata's length varies.
const EXTENSIONS: [(usize, u16, u16); 7] = [
    (EXTENSIONS_START, 18, 64),
    (234, 12, 32),
    (270, 6, 1),
    (275, 25, 56),
    (335, 26, 33),
    (372, 4, 65),
    (441, 14, 64),
];
const METADATA_AT: usize = 509;
const METADATA_TYPE: u16 = 19;

const POINTER_AUTHORITY_AT: usize = 170;
const POINTER_TARGET_AT: usize = 202;
const PERMANENT_DELEGATE_AT: usize = 238;
const DEFAULT_STATE_AT: usize = 274;
const STATE_INITIALIZED: u8 = 1;
const SCALED_AUTHORITY_AT: usize = 279;
const MULTIPLIER_AT: usize = 311;
const NEW_MULTIPLIER_FROM_AT: usize = 319;
const NEW_MULTIPLIER_AT: usize = 327;
const PAUSE_AUTHORITY_AT: usize = 339;
const PAUSED_AT: usize = 371;
const CONFIDENTIAL_AUTHORITY_AT: usize = 376;
const CONFIDENTIAL_AUTO_APPROVE_AT: usize = 408;
const CONFIDENTIAL_AUDITOR_AT: usize = 409;
const HOOK_AUTHORITY_AT: usize = 445;
const HOOK_PROGRAM_AT: usize = 477;
const METADATA_UPDATE_AUTHORITY_AT: usize = 513;
const METADATA_MINT_AT: usize = 545;
const METADATA_NAME_AT: usize = 577;

/// The multiplier that holds now, as bits of a double. Token-2022 activates by time: nobody has to
/// call anything.
pub fn effective_multiplier(data: &[u8], now: i64) -> u64 {
    if now >= u64_at(data, NEW_MULTIPLIER_FROM_AT) as i64 {
        u64_at(data, NEW_MULTIPLIER_AT)
    } else {
        u64_at(data, MULTIPLIER_AT)
    }
}

/// Checks that Token-2022 holds these multipliers, bits of a double, and this time of the change. What
/// the gate and the asset say of a corporate action is right only then.
pub fn check_multipliers(data: &[u8], now: u64, next: u64, next_from: i64) -> Result<()> {
    require!(
        u64_at(data, MULTIPLIER_AT) == now
            && u64_at(data, NEW_MULTIPLIER_AT) == next
            && u64_at(data, NEW_MULTIPLIER_FROM_AT) == next_from as u64,
        CustodyError::MultiplierNotSettled
    );
    Ok(())
}

pub fn is_paused(data: &[u8]) -> bool {
    data[PAUSED_AT] != 0
}

/// What registration learns from a mint that it accepts.
pub struct NewMint {
    pub profile: MintProfile,
    pub symbol: [u8; 16],
}

/// Checks that the mint is laid out as a stock token, unused, and that nobody but the asset has any
/// power over it.
pub fn check_new(mint: &AccountView, asset: &Address) -> Result<NewMint> {
    let data = mint.try_borrow()?;
    let is_stock = mint.owned_by(&TOKEN_2022_PROGRAM_ID) && has_stock_layout(&data);
    require!(is_stock, CustodyError::UnsupportedMint);
    require!(mint_supply(&data) == 0, CustodyError::SupplyNotZero);
    check_authorities(&data, asset)?;
    require!(
        u64_at(&data, MULTIPLIER_AT) == ONE
            && u64_at(&data, NEW_MULTIPLIER_AT) == ONE
            && u64_at(&data, NEW_MULTIPLIER_FROM_AT) == 0,
        CustodyError::MultiplierNotOne
    );
    let is_plain = data[PAUSED_AT] == 0
        && data[DEFAULT_STATE_AT] == STATE_INITIALIZED
        && data[CONFIDENTIAL_AUTO_APPROVE_AT] == 0
        && *address_at(&data, CONFIDENTIAL_AUDITOR_AT) == Address::default();
    require!(is_plain, CustodyError::UnsupportedMintSettings);
    Ok(NewMint {
        profile: profile(&data)?,
        symbol: metadata_symbol(&data, mint.address())?,
    })
}

/// All eight extensions at their places, and nothing behind the metadata.
fn has_stock_layout(data: &[u8]) -> bool {
    if data.len() < METADATA_NAME_AT || data[ACCOUNT_TYPE_AT] != ACCOUNT_TYPE_MINT {
        return false;
    }
    let records = EXTENSIONS.iter().all(|(offset, kind, length)| {
        u16_at(data, *offset) == *kind && u16_at(data, offset + 2) == *length
    });
    let metadata_end = METADATA_AT + 4 + u16_at(data, METADATA_AT + 2) as usize;
    records && u16_at(data, METADATA_AT) == METADATA_TYPE && metadata_end == data.len()
}

fn check_authorities(data: &[u8], asset: &Address) -> Result<()> {
    // Without these the asset could not keep its promise, so none will not do.
    let needed = [
        MINT_AUTHORITY_AT,
        FREEZE_AUTHORITY_AT,
        PERMANENT_DELEGATE_AT,
        SCALED_AUTHORITY_AT,
        PAUSE_AUTHORITY_AT,
        METADATA_UPDATE_AUTHORITY_AT,
    ];
    let needed_held = needed
        .iter()
        .all(|offset| is_address_at(data, *offset, asset));
    let optional = [
        POINTER_AUTHORITY_AT,
        CONFIDENTIAL_AUTHORITY_AT,
        HOOK_AUTHORITY_AT,
    ];
    let optional_held = optional.iter().all(|offset| {
        let authority = address_at(data, *offset);
        *authority == *asset || *authority == Address::default()
    });
    // The tags of the two optional keys in the base layout: 1 for some.
    let tags = [0, 46]
        .iter()
        .all(|offset| data[*offset..offset + 4] == [1, 0, 0, 0]);
    require!(
        needed_held && optional_held && tags,
        CustodyError::ForeignMintAuthority
    );
    Ok(())
}

fn profile(data: &[u8]) -> Result<MintProfile> {
    let hook = address_at(data, HOOK_PROGRAM_AT);
    if *hook == compliance::ID {
        return Ok(MintProfile::Hooked);
    }
    require!(*hook == Address::default(), CustodyError::UnsupportedHook);
    Ok(MintProfile::Open)
}

/// Length in bytes of what a field of the metadata holds. The mint is a registered one.
pub fn metadata_field_length(data: &[u8], field: MetadataField) -> Result<usize> {
    let skipped = match field {
        MetadataField::Name => 0,
        MetadataField::Symbol => 1,
        MetadataField::Uri => 2,
    };
    let mut at = METADATA_NAME_AT;
    for _ in 0..skipped {
        (_, at) = string_at(data, at).ok_or(CustodyError::InvalidMetadata)?;
    }
    let (bytes, _) = string_at(data, at).ok_or(CustodyError::InvalidMetadata)?;
    Ok(bytes.len())
}

/// The symbol out of the metadata: two strings, each with its length before it.
fn metadata_symbol(data: &[u8], mint: &Address) -> Result<[u8; 16]> {
    require!(
        is_address_at(data, POINTER_TARGET_AT, mint) && is_address_at(data, METADATA_MINT_AT, mint),
        CustodyError::InvalidMetadata
    );
    let (_, symbol_at) = string_at(data, METADATA_NAME_AT).ok_or(CustodyError::InvalidMetadata)?;
    let (bytes, _) = string_at(data, symbol_at).ok_or(CustodyError::InvalidMetadata)?;
    let mut symbol = [0u8; 16];
    require!(
        !bytes.is_empty() && bytes.len() <= symbol.len(),
        CustodyError::InvalidMetadata
    );
    symbol[..bytes.len()].copy_from_slice(bytes);
    Ok(symbol)
}

/// A string of u32 length at an offset, and where it ends; nothing where it runs past the data.
fn string_at(data: &[u8], offset: usize) -> Option<(&[u8], usize)> {
    let start = offset + 4;
    let length = data.get(offset..start)?;
    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
    let end = start.checked_add(length)?;
    Some((data.get(start..end)?, end))
}
