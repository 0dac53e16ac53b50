use {
    crate::{
        error::ComplianceError,
        state::{Entry, EntryStatus, HolderClass, Registry, RegistryLog, ENTRY_SEED},
        write_entry::{write_entry, Attributes, EntryRow, Scribe},
    },
    anchor_lang::prelude::*,
    backstock_runtime::{clock, vacant_or::VacantOr},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct UpsertEntryArgs {
    /// the version that the signer has seen; 0 where there must be no entry yet
    pub expected_version: u64,
    pub status: EntryStatus,
    pub class: HolderClass,
    /// bits SEND 1, RECEIVE 2, MINT 4, REDEEM 8
    pub permissions: u8,
    /// ISO 3166-1 numeric code, 1 to 999; 0 for a venue without one
    pub jurisdiction: u16,
    /// unix seconds when the KYC lapses; 0 for never
    pub expires_at: i64,
    /// random id that joins one customer's wallets; zero for none
    pub identity: [u8; 32],
}

#[derive(Accounts)]
pub struct UpsertEntry {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// the officer; the authority where a revocation is lifted
    pub signer: Signer,
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
    pub wallet: UncheckedAccount,
    #[account(mut, seeds = [ENTRY_SEED, registry.address().as_ref(), wallet.address().as_ref()], bump)]
    pub entry: VacantOr<Entry>,
    pub system_program: Program<System>,
}

pub fn upsert_entry(ctx: &mut Context<UpsertEntry>, args: UpsertEntryArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let attributes = Attributes {
        status: args.status,
        class: args.class,
        permissions: args.permissions,
        jurisdiction: args.jurisdiction,
        expires_at: args.expires_at,
    };
    let row = EntryRow {
        wallet: *a.wallet.address(),
        identity: args.identity,
        expected_version: args.expected_version,
    };
    let mut scribe = Scribe {
        payer: a.payer.account(),
        signer: a.signer.address(),
        registry: &a.registry,
        log: &mut a.log,
        now,
    };
    let bump = Some(ctx.bumps.entry);
    write_entry(&mut scribe, a.entry.account(), bump, &attributes, &row)
}
