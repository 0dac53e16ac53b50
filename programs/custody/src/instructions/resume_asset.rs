use {
    crate::{
        error::CustodyError,
        events::{AssetResumed, Totals},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(Accounts)]
pub struct ResumeAsset {
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

pub fn resume_asset(ctx: &mut Context<ResumeAsset>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.asset.assert_listed()?;
    require!(
        a.asset.status.0 == PodAssetStatus::Halted.0,
        CustodyError::AssetNotHalted
    );
    a.asset.status = PodAssetStatus::Active;
    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(AssetResumed {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
