use {
    crate::{error::CustodyError, events::MintPaused, state::*},
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(Accounts)]
pub struct PauseMint {
    /// the authority or the pauser
    #[account(constraint = issuer.is_authority_or_pauser(signer.address()) @ CustodyError::NotAuthorityOrPauser)]
    pub signer: Signer,
    #[account(mut)]
    pub issuer: Account<Issuer>,
}

pub fn pause_mint(ctx: &mut Context<PauseMint>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(a.issuer.mint_paused == 0, CustodyError::MintPaused);
    a.issuer.mint_paused = 1;
    emit!(MintPaused {
        issuer: *a.issuer.address(),
        sequence: a.issuer.next_sequence()?,
        at: now,
        signer: *a.signer.address(),
    });
    Ok(())
}
