use {
    crate::{error::CustodyError, events::RoleRevoked, state::*},
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RevokeRoleArgs {
    /// of the authority, it is the proposed successor that loses what it was given
    pub role: Role,
}

#[derive(Accounts)]
pub struct RevokeRole {
    /// the authority or the pauser
    #[account(constraint = issuer.is_authority_or_pauser(signer.address()) @ CustodyError::NotAuthorityOrPauser)]
    pub signer: Signer,
    #[account(mut)]
    pub issuer: Account<Issuer>,
}

pub fn revoke_role(ctx: &mut Context<RevokeRole>, args: RevokeRoleArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let place = a.issuer.successor_of(args.role);
    let key = *place;
    require!(key != Address::default(), CustodyError::RoleEmpty);
    *place = Address::default();
    emit!(RoleRevoked {
        issuer: *a.issuer.address(),
        sequence: a.issuer.next_sequence()?,
        at: now,
        role: args.role,
        key,
        signer: *a.signer.address(),
    });
    Ok(())
}
