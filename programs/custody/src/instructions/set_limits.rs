use {
    crate::{
        error::CustodyError,
        events::{LimitsSet, Totals},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetLimitsArgs {
    /// each as it is or smaller, one of them smaller
    pub limits: Limits,
}

#[derive(Accounts)]
pub struct SetLimits {
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

pub fn set_limits(ctx: &mut Context<SetLimits>, args: SetLimitsArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let present = &a.asset.limits;
    require!(
        args.limits.is_within(present) && args.limits != *present,
        CustodyError::NotTighter
    );
    a.asset.set_limits(args.limits, now)?;
    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(LimitsSet {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        limits: args.limits,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
