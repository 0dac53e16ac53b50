use {
    crate::{
        error::ComplianceError,
        events::RegistryRolesSet,
        state::{Registry, RegistryLog},
    },
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetRegistryRolesArgs {
    /// edits entries
    pub officer: Address,
    /// pauses transfers for a while
    pub pauser: Address,
}

#[derive(Accounts)]
pub struct SetRegistryRoles {
    #[account(address = registry.authority @ ComplianceError::NotAuthority)]
    pub authority: Signer,
    #[account(mut)]
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
}

pub fn set_registry_roles(
    ctx: &mut Context<SetRegistryRoles>,
    args: SetRegistryRolesArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.registry.officer = args.officer;
    a.registry.pauser = args.pauser;
    a.registry.assert_separation()?;

    emit!(RegistryRolesSet {
        registry: *a.registry.address(),
        sequence: a.log.next_sequence()?,
        at: now,
        officer: args.officer,
        pauser: args.pauser,
    });
    Ok(())
}
