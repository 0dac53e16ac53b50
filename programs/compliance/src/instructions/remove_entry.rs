use {
    crate::{
        error::ComplianceError,
        events::EntryRemoved,
        state::{with_entry, Entry, Listing, PodEntryStatus, Registry, RegistryLog},
    },
    anchor_lang::prelude::*,
    backstock_runtime::{clock, close::close, vacant_or::VacantOr},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RemoveEntryArgs {
    /// the version that the signer has seen
    pub expected_version: u64,
}

#[derive(Accounts)]
pub struct RemoveEntry {
    #[account(address = registry.authority @ ComplianceError::NotAuthority)]
    pub authority: Signer,
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
    pub wallet: UncheckedAccount,
    #[account(mut)]
    pub entry: VacantOr<Entry>,
    /// who paid for the entry
    #[account(mut, unsafe(dup))]
    pub rent_payer: UncheckedAccount,
}

pub fn remove_entry(ctx: &mut Context<RemoveEntry>, args: RemoveEntryArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let registry = *a.registry.address();
    let wallet = *a.wallet.address();
    let Listing::Listed(entry) = with_entry(a.entry.account(), &registry, &wallet, |entry| *entry)?
    else {
        return Err(ComplianceError::InvalidEntry.into());
    };
    require!(
        entry.version == args.expected_version,
        ComplianceError::VersionMismatch
    );
    require!(
        entry.status.0 == PodEntryStatus::Active.0,
        ComplianceError::EntryNotActive
    );
    require!(
        *a.rent_payer.address() == entry.rent_payer,
        ComplianceError::WrongRentPayer
    );
    a.log.entries = a
        .log
        .entries
        .checked_sub(1)
        .ok_or(ComplianceError::MathOverflow)?;
    close(a.entry.account(), a.rent_payer.account())?;

    emit!(EntryRemoved {
        registry,
        sequence: a.log.next_sequence()?,
        at: now,
        wallet,
        version: entry.version,
        rent_payer: entry.rent_payer,
        entries: a.log.entries,
    });
    Ok(())
}
