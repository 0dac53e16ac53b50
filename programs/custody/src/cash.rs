//! What redemptions are paid in.

use {
    crate::{error::CustodyError, state::MAX_CASH_MINTS},
    anchor_lang::prelude::*,
    backstock_runtime::token::{
        address_at, extension, extensions, find_extension, is_account_of_mint, is_mint, is_usable,
        u16_at, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID,
    },
};

/// The programs that cash can belong to. No other is ever called with an operator's signature.
pub fn is_token_program(program: &Address) -> bool {
    *program == TOKEN_PROGRAM_ID || *program == TOKEN_2022_PROGRAM_ID
}

/// Cash that arrives in full and can be spent. A fee, a hook, non-transferable tokens or accounts that
/// start frozen would let an issuer pay without the holder having anything of it; a mint that can be
/// closed can come back as another.
pub fn check_cash_mint(mint: &AccountView) -> Result<()> {
    let data = mint.try_borrow()?;
    require!(
        is_token_program(mint.owner()) && is_mint(&data),
        CustodyError::InvalidCashMint
    );
    let is_acceptable = extensions(&data).all(|(kind, value)| match kind {
        extension::TRANSFER_FEE_CONFIG => !charges_fee(value),
        extension::TRANSFER_HOOK => *address_at(value, 32) == Address::default(),
        extension::DEFAULT_ACCOUNT_STATE => value == [1],
        extension::NON_TRANSFERABLE | extension::MINT_CLOSE_AUTHORITY => false,
        _ => true,
    });
    require!(is_acceptable, CustodyError::UnacceptableCashMint);
    Ok(())
}

/// What an issuer is to accept from now on: at most four different mints, at their places.
pub fn check_cash_mints(mints: &[AccountView]) -> Result<[Address; MAX_CASH_MINTS]> {
    require!(
        mints.len() <= MAX_CASH_MINTS,
        CustodyError::TooManyCashMints
    );
    let mut accepted = [Address::default(); MAX_CASH_MINTS];
    for (index, mint) in mints.iter().enumerate() {
        require!(
            !accepted[..index].contains(mint.address()),
            CustodyError::TooManyCashMints
        );
        check_cash_mint(mint)?;
        accepted[index] = *mint.address();
    }
    Ok(accepted)
}

/// A token account of the cash mint that custody can pay into.
pub fn check_destination(cash_mint: &AccountView, destination: &AccountView) -> Result<()> {
    let data = destination.try_borrow()?;
    require!(
        is_account_of_mint(destination, &data, cash_mint.owner(), cash_mint.address()),
        CustodyError::InvalidDestination
    );
    let asks_for_memos = find_extension(&data, extension::MEMO_TRANSFER) == Some(&[1]);
    require!(
        is_usable(&data) && !asks_for_memos,
        CustodyError::DestinationNotPayable
    );
    Ok(())
}

/// A transfer fee has two keys, a withheld amount, then an older and a newer fee, each an epoch u64,
/// a maximum u64 and basis points u16. Either may be the one in force.
fn charges_fee(config: &[u8]) -> bool {
    const OLDER_BASIS_POINTS_AT: usize = 32 + 32 + 8 + 16;
    const NEWER_BASIS_POINTS_AT: usize = OLDER_BASIS_POINTS_AT + 18;
    u16_at(config, OLDER_BASIS_POINTS_AT) != 0 || u16_at(config, NEWER_BASIS_POINTS_AT) != 0
}
