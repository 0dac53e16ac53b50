//! Where things stand in the accounts of SPL Token and Token-2022.
//!
//! Offsets: `spl_token_2022_interface::state` for the base layouts (a mint's 82 bytes, a token
//! account's 165) and `extension` for what follows byte 165: the account type, then records of
//! type u16, length u16, value. Callers have checked the owner and length of what they pass.

use anchor_lang::{address_eq, bytemuck, prelude::*};

pub const TOKEN_PROGRAM_ID: Address =
    Address::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
pub const TOKEN_2022_PROGRAM_ID: Address =
    Address::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
pub const ASSOCIATED_TOKEN_PROGRAM_ID: Address =
    Address::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// Length of a mint without extensions.
pub const MINT_LEN: usize = 82;
/// Length of a token account without extensions, and where the account type follows.
pub const ACCOUNT_LEN: usize = 165;
pub const EXTENSIONS_START: usize = 166;
/// Length of a multisig, which nothing else has: its bytes are keys that its maker chooses freely, so
/// that they can look like anything. Token-2022 pads accounts with extensions past this length.
const MULTISIG_LEN: usize = 355;

pub mod extension {
    pub const TRANSFER_FEE_CONFIG: u16 = 1;
    pub const MINT_CLOSE_AUTHORITY: u16 = 3;
    pub const CONFIDENTIAL_TRANSFER_ACCOUNT: u16 = 5;
    pub const DEFAULT_ACCOUNT_STATE: u16 = 6;
    pub const IMMUTABLE_OWNER: u16 = 7;
    pub const MEMO_TRANSFER: u16 = 8;
    pub const NON_TRANSFERABLE: u16 = 9;
    pub const CPI_GUARD: u16 = 11;
    pub const PERMANENT_DELEGATE: u16 = 12;
    pub const TRANSFER_HOOK: u16 = 14;
    pub const TRANSFER_HOOK_ACCOUNT: u16 = 15;
    pub const PAUSABLE_ACCOUNT: u16 = 27;
}

/// The address at an offset, in place. Compare addresses with `address_eq`: `==` on them is a system
/// call on the virtual machine.
#[inline(always)]
pub fn address_at(data: &[u8], offset: usize) -> &Address {
    bytemuck::from_bytes(&data[offset..offset + 32])
}

/// True where the address at an offset is this one.
#[inline(always)]
pub fn is_address_at(data: &[u8], offset: usize, address: &Address) -> bool {
    address_eq(address_at(data, offset), address)
}

#[inline(always)]
pub fn u64_at(data: &[u8], offset: usize) -> u64 {
    let mut bytes = [0u8; 8];
    bytes.copy_from_slice(&data[offset..offset + 8]);
    u64::from_le_bytes(bytes)
}

pub fn u16_at(data: &[u8], offset: usize) -> u16 {
    u16::from_le_bytes([data[offset], data[offset + 1]])
}

/// True for an account of either token program that is shaped as a token account: one with extensions
/// carries account type 2, which tells it from a mint. Not initialized, its mint is the default key, so
/// that whoever compares the mint needs no look at its state.
pub fn is_token_account(data: &[u8]) -> bool {
    data.len() == ACCOUNT_LEN || has_account_type(data, 2)
}

/// True for an initialized mint of either token program: byte 45 says so, and one with extensions
/// carries account type 1.
pub fn is_mint(data: &[u8]) -> bool {
    let shape = data.len() == MINT_LEN || has_account_type(data, 1);
    shape && data[45] == 1
}

#[inline(always)]
fn has_account_type(data: &[u8], account_type: u8) -> bool {
    data.len() > ACCOUNT_LEN && data.len() != MULTISIG_LEN && data[ACCOUNT_LEN] == account_type
}

/// True for a token account of this mint that belongs to this token program.
#[inline(always)]
pub fn is_account_of_mint(
    account: &AccountView,
    data: &[u8],
    token_program: &Address,
    mint: &Address,
) -> bool {
    address_eq(account.owner(), token_program)
        && is_token_account(data)
        && address_eq(account_mint(data), mint)
}

#[inline(always)]
pub fn account_mint(data: &[u8]) -> &Address {
    address_at(data, 0)
}

#[inline(always)]
pub fn account_owner(data: &[u8]) -> &Address {
    address_at(data, 32)
}

pub fn account_amount(data: &[u8]) -> u64 {
    u64_at(data, 64)
}

pub fn mint_supply(data: &[u8]) -> u64 {
    u64_at(data, 36)
}

pub fn mint_decimals(data: &[u8]) -> u8 {
    data[44]
}

/// True where the owner of the token account can never be changed. Token-2022 writes this extension
/// first, because it must exist before the account is initialized.
pub fn is_immutable_owner(data: &[u8]) -> bool {
    data.len() >= EXTENSIONS_START + 4
        && u16_at(data, EXTENSIONS_START) == extension::IMMUTABLE_OWNER
        && u16_at(data, EXTENSIONS_START + 2) == 0
}

/// Type and value of each extension. A record that runs past the end of the data ends the list.
pub fn extensions(data: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut offset = EXTENSIONS_START;
    core::iter::from_fn(move || {
        if offset + 4 > data.len() {
            return None;
        }
        let kind = u16_at(data, offset);
        let start = offset + 4;
        let end = start + u16_at(data, offset + 2) as usize;
        if kind == 0 || end > data.len() {
            return None;
        }
        offset = end;
        Some((kind, &data[start..end]))
    })
}

/// The value of an extension, or nothing where it is absent.
pub fn find_extension(data: &[u8], wanted: u16) -> Option<&[u8]> {
    extensions(data)
        .find(|(kind, _)| *kind == wanted)
        .map(|(_, value)| value)
}

/// Length of a token account of a mint like ours, as it is created.
pub const STOCK_ACCOUNT_LEN: usize = 179;

/// True for a token account that was created for the mint as it is now: with the owner fixed, with the
/// extensions that pause and hook ask of accounts, and behind these with nothing but what an owner can
/// add. One that was created before, for an earlier mint at the same address that has been closed, may
/// lack them, so that hook and pause would not bind it, or have others, such as not being transferable.
pub fn is_stock_account(data: &[u8]) -> bool {
    data.len() >= STOCK_ACCOUNT_LEN
        && is_immutable_owner(data)
        && u16_at(data, 170) == extension::PAUSABLE_ACCOUNT
        && u16_at(data, 172) == 0
        && u16_at(data, 174) == extension::TRANSFER_HOOK_ACCOUNT
        && u16_at(data, 176) == 1
        && extensions(data).skip(3).all(|(kind, value)| match kind {
            extension::MEMO_TRANSFER | extension::CPI_GUARD => true,
            // configured by the owner, approved by nobody: our mints have no one who could
            extension::CONFIDENTIAL_TRANSFER_ACCOUNT => value.first() == Some(&0),
            _ => false,
        })
}

/// Where a token account says whether it is initialized or frozen.
const STATE_AT: usize = 108;

/// True where the account is initialized, not frozen.
pub fn is_usable(data: &[u8]) -> bool {
    const INITIALIZED: u8 = 1;
    data[STATE_AT] == INITIALIZED
}

pub fn is_frozen(data: &[u8]) -> bool {
    const FROZEN: u8 = 2;
    data[STATE_AT] == FROZEN
}

/// True where nobody but the owner has power over the account: no delegate, no close authority.
pub fn is_owners_alone(data: &[u8]) -> bool {
    const DELEGATE_TAG_AT: usize = 72;
    const CLOSE_AUTHORITY_TAG_AT: usize = 129;
    let is_none = |offset: usize| data[offset..offset + 4] == [0; 4];
    is_none(DELEGATE_TAG_AT) && is_none(CLOSE_AUTHORITY_TAG_AT)
}

/// True where the owner lets no program move the account's tokens, not even one to which the owner has
/// signed. Token-2022 sees to it where the owner's signature moves them, not where a permanent delegate's does.
pub fn is_cpi_guarded(data: &[u8]) -> bool {
    matches!(find_extension(data, extension::CPI_GUARD), Some([1]))
}

/// True while Token-2022 moves this account's tokens and calls the mint's hook. In an account with
/// the owner fixed, of a mint like ours, the flag stands at byte 178; others are searched.
pub fn is_transferring(data: &[u8]) -> bool {
    const USUAL: usize = 174;
    if data.len() > USUAL + 4
        && is_immutable_owner(data)
        && u16_at(data, USUAL) == extension::TRANSFER_HOOK_ACCOUNT
        && u16_at(data, USUAL + 2) == 1
    {
        return data[USUAL + 4] == 1;
    }
    matches!(
        find_extension(data, extension::TRANSFER_HOOK_ACCOUNT),
        Some([1])
    )
}
