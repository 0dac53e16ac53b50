use {
    crate::{error::CustodyError, state::*},
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::token::{account_owner, is_account_of_mint, TOKEN_2022_PROGRAM_ID},
};

/// What freezing and thawing ask for.
#[derive(Accounts)]
pub struct HolderAccount {
    #[account(address = issuer.compliance_officer @ CustodyError::NotComplianceOfficer)]
    pub compliance_officer: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    /// any token account of the mint but the escrow
    #[account(
        mut,
        constraint = !address_eq(holder_token.address(), &asset.escrow) @ CustodyError::EscrowRefused,
    )]
    pub holder_token: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

/// Whose a token account of the asset's mint is. One of an earlier mint at the same address counts too:
/// nobody gets out of reach by holding tokens there.
pub fn check_holder_account(asset: &Asset, holder_token: &AccountView) -> Result<Address> {
    let data = holder_token.try_borrow()?;
    require!(
        is_account_of_mint(holder_token, &data, &TOKEN_2022_PROGRAM_ID, &asset.mint),
        CustodyError::WrongTokenAccount
    );
    Ok(*account_owner(&data))
}
