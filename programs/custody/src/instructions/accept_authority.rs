use {
    crate::{error::CustodyError, events::AuthorityAccepted, state::*},
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(Accounts)]
pub struct AcceptAuthority {
    /// that an applied change has named
    #[account(address = issuer.pending_authority @ CustodyError::NotPendingAuthority)]
    pub pending_authority: Signer,
    #[account(mut)]
    pub issuer: Account<Issuer>,
}

pub fn accept_authority(ctx: &mut Context<AcceptAuthority>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let old_authority = a.issuer.authority;
    a.issuer.authority = a.issuer.pending_authority;
    a.issuer.pending_authority = Address::default();
    a.issuer.assert_separation()?;
    emit!(AuthorityAccepted {
        issuer: *a.issuer.address(),
        sequence: a.issuer.next_sequence()?,
        at: now,
        old_authority,
        new_authority: a.issuer.authority,
    });
    Ok(())
}
