use {
    crate::{
        error::ComplianceError,
        events::RegistryPaused,
        pause::MAX_PAUSE,
        state::{Registry, RegistryLog},
    },
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct PauseRegistryArgs {
    /// seconds, 1 to 72 hours
    pub seconds: i64,
}

#[derive(Accounts)]
pub struct PauseRegistry {
    #[account(address = registry.pauser @ ComplianceError::NotPauser)]
    pub pauser: Signer,
    #[account(mut)]
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
}

pub fn pause_registry(ctx: &mut Context<PauseRegistry>, args: PauseRegistryArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(
        (1..=MAX_PAUSE).contains(&args.seconds),
        ComplianceError::InvalidPause
    );
    require!(!a.registry.is_paused(now), ComplianceError::RegistryPaused);
    let budget = a
        .log
        .pause_budget()
        .charge(now, args.seconds)
        .ok_or(ComplianceError::PauseBudgetSpent)?;
    a.log.set_pause_budget(budget);
    let paused_until = now
        .checked_add(args.seconds)
        .ok_or(ComplianceError::MathOverflow)?;
    a.registry.paused_until = paused_until;

    emit!(RegistryPaused {
        registry: *a.registry.address(),
        sequence: a.log.next_sequence()?,
        at: now,
        paused_until,
    });
    Ok(())
}
