use {crate::error::ComplianceError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetRegistryRolesArgs {
    /// edits entries
    pub officer: Address,
    /// pauses transfers for a while
    pub pauser: Address,
}

#[derive(Accounts)]
pub struct SetRegistryRoles {
    pub signer: Signer,
}

pub fn set_registry_roles(
    _ctx: &mut Context<SetRegistryRoles>,
    _args: SetRegistryRolesArgs,
) -> Result<()> {
    Err(ComplianceError::MathOverflow.into())
}
