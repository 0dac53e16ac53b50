use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RevokeRoleArgs {
    pub role: crate::state::Role,
}

#[derive(Accounts)]
pub struct RevokeRole {
    pub signer: Signer,
}

pub fn revoke_role(_ctx: &mut Context<RevokeRole>, _args: RevokeRoleArgs) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
