use {crate::error::ComplianceError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct PauseRegistryArgs {
    /// seconds, 1 to 72 hours
    pub seconds: i64,
}

#[derive(Accounts)]
pub struct PauseRegistry {
    pub signer: Signer,
}

pub fn pause_registry(_ctx: &mut Context<PauseRegistry>, _args: PauseRegistryArgs) -> Result<()> {
    Err(ComplianceError::MathOverflow.into())
}
