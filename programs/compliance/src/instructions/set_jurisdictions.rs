use {
    crate::{
        error::ComplianceError,
        events::JurisdictionsSet,
        state::{jurisdiction_bits, Registry, RegistryLog},
    },
    alloc::vec::Vec,
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetJurisdictionsArgs {
    /// ISO 3166-1 numeric codes, 1 to 999; all others are free from now on
    pub blocked_jurisdictions: Vec<u16>,
}

#[derive(Accounts)]
pub struct SetJurisdictions {
    #[account(address = registry.authority @ ComplianceError::NotAuthority)]
    pub authority: Signer,
    #[account(mut)]
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
}

pub fn set_jurisdictions(
    ctx: &mut Context<SetJurisdictions>,
    args: SetJurisdictionsArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.registry.blocked_jurisdictions = jurisdiction_bits(&args.blocked_jurisdictions)?;

    emit!(JurisdictionsSet {
        registry: *a.registry.address(),
        sequence: a.log.next_sequence()?,
        at: now,
        blocked_jurisdictions: a.registry.blocked_jurisdictions,
    });
    Ok(())
}
