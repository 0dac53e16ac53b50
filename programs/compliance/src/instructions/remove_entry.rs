use {crate::error::ComplianceError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RemoveEntryArgs {
    /// the version that the signer has seen
    pub expected_version: u64,
}

#[derive(Accounts)]
pub struct RemoveEntry {
    pub signer: Signer,
}

pub fn remove_entry(_ctx: &mut Context<RemoveEntry>, _args: RemoveEntryArgs) -> Result<()> {
    Err(ComplianceError::MathOverflow.into())
}
