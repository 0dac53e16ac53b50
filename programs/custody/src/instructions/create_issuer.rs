use {
    crate::{
        cash::check_cash_mints,
        error::CustodyError,
        events::IssuerCreated,
        state::{Issuer, ISSUER_SEED, LAYOUT_VERSION, MAX_ATTESTORS},
    },
    alloc::vec::Vec,
    anchor_lang::prelude::*,
    backstock_runtime::{
        clock,
        create::{create, is_vacant},
        vacant_or::VacantOr,
    },
    compliance::state::Registry,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct CreateIssuerArgs {
    /// records and voids deposits
    pub custodian: Address,
    /// mints recorded deposits
    pub minter: Address,
    /// settles redemptions
    pub redeemer: Address,
    /// stops things
    pub pauser: Address,
    /// schedules corporate actions
    pub action_officer: Address,
    /// freezes, rejects, recovers
    pub compliance_officer: Address,
    /// two to five keys
    pub attestors: Vec<Address>,
    /// identical statements that make a round: 2 <= threshold <= attestors
    pub threshold: u8,
    /// seconds between the proposal of a loosening and its earliest use, 24 hours to 14 days; for ever
    pub change_delay: i64,
}

#[derive(Accounts)]
pub struct CreateIssuer {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// names the issuer for ever; not needed again
    pub base: Signer,
    pub authority: Signer,
    /// the allowlist of its assets, for ever
    pub registry: Account<Registry>,
    #[account(mut, seeds = [ISSUER_SEED, base.address().as_ref()], bump)]
    pub issuer: VacantOr<Issuer>,
    pub system_program: Program<System>,
}

pub fn create_issuer(ctx: &mut Context<CreateIssuer>, args: CreateIssuerArgs) -> Result<()> {
    let now = clock::now()?;
    let cash_mints = check_cash_mints(&ctx.remaining_accounts()?)?;
    let a = &mut ctx.accounts;
    require!(is_vacant(a.issuer.account()), CustodyError::IssuerExists);

    require!(
        args.attestors.len() <= MAX_ATTESTORS,
        CustodyError::InvalidThreshold
    );
    require!(
        !args.attestors.contains(&Address::default()),
        CustodyError::RolesNotSeparate
    );
    let mut attestors = [Address::default(); MAX_ATTESTORS];
    attestors[..args.attestors.len()].copy_from_slice(&args.attestors);

    let mut issuer = Issuer {
        version: LAYOUT_VERSION,
        bump: ctx.bumps.issuer,
        threshold: args.threshold,
        mint_paused: 0,
        open_changes: 0,
        _padding: [0; 3],
        base: *a.base.address(),
        registry: *a.registry.address(),
        authority: *a.authority.address(),
        pending_authority: Address::default(),
        custodian: args.custodian,
        minter: args.minter,
        redeemer: args.redeemer,
        pauser: args.pauser,
        action_officer: args.action_officer,
        compliance_officer: args.compliance_officer,
        attestors,
        cash_mints,
        attestor_epoch: 1,
        change_delay: args.change_delay,
        sequence: 0,
        change_count: 0,
        role_changes: [0; 8],
        reserved: [0; 64],
    };
    issuer.assert_complete()?;
    issuer.assert_separation()?;
    issuer.sequence = 1;

    let mut account = *a.issuer.account();
    create(
        a.payer.account(),
        &mut account,
        &[ISSUER_SEED, issuer.base.as_ref(), &[issuer.bump]],
        &issuer,
    )?;
    emit!(IssuerCreated {
        issuer: *a.issuer.address(),
        sequence: issuer.sequence,
        at: now,
        registry: issuer.registry,
        authority: issuer.authority,
        custodian: issuer.custodian,
        minter: issuer.minter,
        redeemer: issuer.redeemer,
        pauser: issuer.pauser,
        action_officer: issuer.action_officer,
        compliance_officer: issuer.compliance_officer,
        attestors,
        threshold: issuer.threshold,
        cash_mints,
        change_delay: issuer.change_delay,
    });
    Ok(())
}
