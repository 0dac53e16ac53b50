use {
    crate::{
        error::CustodyError,
        events::{AssetHalted, Totals},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(Accounts)]
pub struct HaltAsset {
    #[account(address = issuer.authority @ CustodyError::NotAuthority)]
    pub authority: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
}

pub fn halt_asset(ctx: &mut Context<HaltAsset>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.asset.assert_active()?;
    a.asset.status = PodAssetStatus::Halted;
    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(AssetHalted {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
