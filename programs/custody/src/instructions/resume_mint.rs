use {
    crate::{error::CustodyError, events::MintResumed, state::*},
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(Accounts)]
pub struct ResumeMint {
    #[account(address = issuer.authority @ CustodyError::NotAuthority)]
    pub authority: Signer,
    #[account(mut)]
    pub issuer: Account<Issuer>,
}

pub fn resume_mint(ctx: &mut Context<ResumeMint>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(a.issuer.mint_paused != 0, CustodyError::MintNotPaused);
    a.issuer.mint_paused = 0;
    emit!(MintResumed {
        issuer: *a.issuer.address(),
        sequence: a.issuer.next_sequence()?,
        at: now,
    });
    Ok(())
}
