use {
    crate::{
        error::ComplianceError,
        events::RegistryResumed,
        state::{Registry, RegistryLog},
    },
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(Accounts)]
pub struct ResumeRegistry {
    /// the authority; anybody once the pause has run out
    pub signer: Signer,
    #[account(mut)]
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
}

/// A pause that has run out stops nothing any more; what is left to do is to clear it off the account.
pub fn resume_registry(ctx: &mut Context<ResumeRegistry>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let paused_until = a.registry.paused_until;
    require!(paused_until != 0, ComplianceError::RegistryNotPaused);
    if a.registry.is_paused(now) {
        require!(
            *a.signer.address() == a.registry.authority,
            ComplianceError::NotAuthority
        );
        let budget = a.log.pause_budget().refund(now, paused_until - now);
        a.log.set_pause_budget(budget);
    }
    a.registry.paused_until = 0;

    emit!(RegistryResumed {
        registry: *a.registry.address(),
        sequence: a.log.next_sequence()?,
        at: now,
        signer: *a.signer.address(),
    });
    Ok(())
}
