use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetLimitsArgs {
    pub limits: crate::state::Limits,
}

#[derive(Accounts)]
pub struct SetLimits {
    pub signer: Signer,
}

pub fn set_limits(_ctx: &mut Context<SetLimits>, _args: SetLimitsArgs) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
