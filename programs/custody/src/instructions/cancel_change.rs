use {
    crate::{error::CustodyError, events::ChangeCancelled, state::*},
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::clock,
};

#[derive(Accounts)]
pub struct CancelChange {
    /// the authority or the pauser
    #[account(constraint = issuer.is_authority_or_pauser(signer.address()) @ CustodyError::NotAuthorityOrPauser)]
    pub signer: Signer,
    #[account(mut)]
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&change.issuer, issuer.address()) @ CustodyError::WrongChange,
    )]
    pub change: Account<Change>,
    #[account(mut, unsafe(dup), address = change.rent_payer @ CustodyError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

pub fn cancel_change(ctx: &mut Context<CancelChange>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.issuer.end_change()?;
    emit!(ChangeCancelled {
        issuer: a.change.issuer,
        sequence: a.issuer.next_sequence()?,
        at: now,
        number: a.change.number,
        kind: a.change.kind.into(),
        signer: *a.signer.address(),
    });
    a.change.close(*a.rent_payer.account())
}
