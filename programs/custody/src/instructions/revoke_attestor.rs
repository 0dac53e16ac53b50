use {
    crate::{error::CustodyError, events::AttestorRevoked, state::*},
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RevokeAttestorArgs {
    pub attestor: Address,
}

#[derive(Accounts)]
pub struct RevokeAttestor {
    /// the authority or the pauser
    #[account(constraint = issuer.is_authority_or_pauser(signer.address()) @ CustodyError::NotAuthorityOrPauser)]
    pub signer: Signer,
    #[account(mut)]
    pub issuer: Account<Issuer>,
}

pub fn revoke_attestor(ctx: &mut Context<RevokeAttestor>, args: RevokeAttestorArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    // an empty place holds the default key
    let place = a
        .issuer
        .attestor_index(&args.attestor)
        .filter(|_| args.attestor != Address::default())
        .ok_or(CustodyError::UnknownAttestor)?;
    a.issuer.attestors[place] = Address::default();
    a.issuer.start_attestor_epoch()?;
    emit!(AttestorRevoked {
        issuer: *a.issuer.address(),
        sequence: a.issuer.next_sequence()?,
        at: now,
        attestor: args.attestor,
        attestor_epoch: a.issuer.attestor_epoch,
        signer: *a.signer.address(),
    });
    Ok(())
}
