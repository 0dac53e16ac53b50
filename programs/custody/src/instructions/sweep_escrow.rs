use {
    crate::{
        error::CustodyError,
        escrow::burn_from_escrow,
        events::{EscrowSwept, Totals},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        token::{account_amount, mint_supply, TOKEN_2022_PROGRAM_ID},
    },
};

#[derive(Accounts)]
pub struct SweepEscrow {
    #[account(address = issuer.authority @ CustodyError::NotAuthority)]
    pub authority: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(mut, address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(mut, address = asset.escrow @ CustodyError::WrongEscrow)]
    pub escrow: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

pub fn sweep_escrow(ctx: &mut Context<SweepEscrow>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let balance = account_amount(&a.escrow.account().try_borrow()?);
    let surplus = checked(balance.checked_sub(a.asset.escrowed))?;
    require!(surplus > 0, CustodyError::NoSurplus);

    // Nobody is paid for it, so that it does not count as redeemed.
    burn_from_escrow(&a.asset, &mut a.mint, &mut a.escrow, surplus)?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(EscrowSwept {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        amount: surplus,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
