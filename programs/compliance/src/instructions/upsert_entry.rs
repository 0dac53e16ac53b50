use {
    crate::{
        error::ComplianceError,
        events::EntryWritten,
        state::{
            permission, with_entry, Entry, EntryStatus, HolderClass, Listing, PodEntryStatus,
            Registry, RegistryLog, ENTRY_SEED, LAYOUT_VERSION,
        },
    },
    anchor_lang::{bytemuck, prelude::*},
    backstock_runtime::{clock, create::create, vacant_or::VacantOr},
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
    let registry = *a.registry.address();
    let wallet = *a.wallet.address();
    let signer = *a.signer.address();

    let existing = match with_entry(a.entry.account(), &registry, &wallet, |entry| *entry)? {
        Listing::Listed(entry) => Some(entry),
        Listing::Vacant => None,
        Listing::Foreign => return Err(ComplianceError::InvalidEntry.into()),
    };
    check_signer(&a.registry, &signer, existing.as_ref(), args.status)?;
    let previous_version = existing.map_or(0, |entry| entry.version);
    require!(
        previous_version == args.expected_version,
        ComplianceError::VersionMismatch
    );
    check_attributes(&wallet, &args)?;

    let sequence = a.log.next_sequence()?;
    let mut account = *a.entry.account();
    let entry = Entry {
        layout_version: LAYOUT_VERSION,
        bump: ctx.bumps.entry,
        status: args.status.into(),
        class: args.class.into(),
        permissions: args.permissions,
        _padding: [0; 1],
        jurisdiction: args.jurisdiction,
        expires_at: args.expires_at,
        version: sequence,
        wallet,
        identity: args.identity,
        rent_payer: existing.map_or(*a.payer.address(), |entry| entry.rent_payer),
        registry,
    };
    if existing.is_some() {
        account.try_borrow_mut()?[8..].copy_from_slice(bytemuck::bytes_of(&entry));
    } else {
        a.log.entries = a
            .log
            .entries
            .checked_add(1)
            .ok_or(ComplianceError::MathOverflow)?;
        create(
            a.payer.account(),
            &mut account,
            &[
                ENTRY_SEED,
                registry.as_ref(),
                wallet.as_ref(),
                &[entry.bump],
            ],
            &entry,
        )?;
    }

    emit!(EntryWritten {
        registry,
        sequence,
        at: now,
        wallet,
        signer,
        status: args.status,
        class: args.class,
        permissions: args.permissions,
        jurisdiction: args.jurisdiction,
        expires_at: args.expires_at,
        identity: args.identity,
        previous_version,
        entries: a.log.entries,
    });
    Ok(())
}

/// The officer writes entries. Out of Revoked into any other status leads only the authority's
/// signature: through Suspended, an officer could lift a revocation in two steps.
fn check_signer(
    registry: &Registry,
    signer: &Address,
    existing: Option<&Entry>,
    status: EntryStatus,
) -> Result<()> {
    let is_revoked = existing.is_some_and(|entry| entry.status.0 == PodEntryStatus::Revoked.0);
    if is_revoked && status != EntryStatus::Revoked {
        require!(
            *signer == registry.authority,
            ComplianceError::RevokedByAuthorityOnly
        );
    } else {
        require!(*signer == registry.officer, ComplianceError::NotOfficer);
    }
    Ok(())
}

fn check_attributes(wallet: &Address, args: &UpsertEntryArgs) -> Result<()> {
    require!(
        *wallet != Address::default(),
        ComplianceError::InvalidWallet
    );
    require!(
        args.permissions & !permission::ALL == 0,
        ComplianceError::UnknownPermission
    );
    require!(args.expires_at >= 0, ComplianceError::InvalidExpiry);
    require!(
        args.jurisdiction <= 999,
        ComplianceError::InvalidJurisdiction
    );
    if args.class == HolderClass::Venue {
        require!(!wallet.is_on_curve(), ComplianceError::VenueOnCurve);
        require!(
            args.permissions & permission::MINT == 0,
            ComplianceError::VenueCannotMint
        );
    } else {
        require!(args.jurisdiction != 0, ComplianceError::JurisdictionMissing);
    }
    Ok(())
}
