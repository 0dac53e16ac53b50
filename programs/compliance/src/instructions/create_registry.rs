use {
    crate::{
        error::ComplianceError,
        events::RegistryCreated,
        state::{
            assert_separate, jurisdiction_bits, Registry, RegistryLog, LAYOUT_VERSION,
            REGISTRY_LOG_SEED, REGISTRY_SEED,
        },
    },
    alloc::vec::Vec,
    anchor_lang::prelude::*,
    backstock_runtime::{clock, create::*, vacant_or::VacantOr},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct CreateRegistryArgs {
    /// edits entries
    pub officer: Address,
    /// pauses transfers for a while
    pub pauser: Address,
    /// ISO 3166-1 numeric codes, 1 to 999
    pub blocked_jurisdictions: Vec<u16>,
}

#[derive(Accounts)]
pub struct CreateRegistry {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// names the registry for ever; not needed again
    pub base: Signer,
    pub authority: Signer,
    #[account(mut, seeds = [REGISTRY_SEED, base.address().as_ref()], bump)]
    pub registry: VacantOr<Registry>,
    #[account(mut, seeds = [REGISTRY_LOG_SEED, registry.address().as_ref()], bump)]
    pub log: VacantOr<RegistryLog>,
    pub system_program: Program<System>,
}

pub fn create_registry(ctx: &mut Context<CreateRegistry>, args: CreateRegistryArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let authority = *a.authority.address();
    require!(
        is_vacant(a.registry.account()),
        ComplianceError::RegistryExists
    );
    assert_separate(&[authority, args.officer, args.pauser])?;
    let blocked_jurisdictions = jurisdiction_bits(&args.blocked_jurisdictions)?;

    let registry = Registry {
        version: LAYOUT_VERSION,
        bump: ctx.bumps.registry,
        _padding: [0; 6],
        base: *a.base.address(),
        authority,
        pending_authority: Address::default(),
        acceptable_at: 0,
        officer: args.officer,
        pauser: args.pauser,
        paused_until: 0,
        blocked_jurisdictions,
        reserved: [0; 64],
    };
    let address = *a.registry.address();
    let mut log = RegistryLog::new(address, ctx.bumps.log);
    let sequence = log.next_sequence()?;

    let payer = *a.payer.account();
    create(
        &payer,
        &mut a.registry.account().clone(),
        &[REGISTRY_SEED, registry.base.as_ref(), &[registry.bump]],
        &registry,
    )?;
    create(
        &payer,
        &mut a.log.account().clone(),
        &[REGISTRY_LOG_SEED, address.as_ref(), &[log.bump]],
        &log,
    )?;

    emit!(RegistryCreated {
        registry: address,
        sequence,
        at: now,
        authority,
        officer: args.officer,
        pauser: args.pauser,
        blocked_jurisdictions,
    });
    Ok(())
}
