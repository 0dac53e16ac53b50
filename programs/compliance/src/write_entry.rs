//! Writing of entries: what upsert_entry does once, and upsert_entries for each of its rows.

use {
    crate::{
        error::ComplianceError,
        events::EntryWritten,
        state::{
            permission, with_entry, Entry, EntryStatus, HolderClass, Listing, PodEntryStatus,
            Registry, RegistryLog, ENTRY_SEED, LAYOUT_VERSION,
        },
    },
    anchor_lang::{address_eq, bytemuck, find_and_verify_program_address, prelude::*},
    backstock_runtime::create::create,
};

/// Who writes entries, of which registry, and when.
pub struct Scribe<'a> {
    pub payer: &'a AccountView,
    pub signer: &'a Address,
    pub registry: &'a Account<Registry>,
    pub log: &'a mut RegistryLog,
    /// unix seconds
    pub now: i64,
}

/// What an entry says of its wallet, apart from the customer's identity.
#[derive(Clone, Copy)]
pub struct Attributes {
    pub status: EntryStatus,
    pub class: HolderClass,
    pub permissions: u8,
    pub jurisdiction: u16,
    /// unix seconds; 0 for never
    pub expires_at: i64,
}

/// One wallet of a list, and what the signer has seen of it.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct EntryRow {
    pub wallet: Address,
    /// random id that joins one customer's wallets; zero for none
    pub identity: [u8; 32],
    /// the version that the signer has seen; 0 where there must be no entry yet
    pub expected_version: u64,
}

/// Writes the entry of one row, new or changed, into `account`. `bump` is given where the caller has
/// derived the address already; without it the address of a new entry is derived here. One that exists
/// needs no derivation, see `with_entry`.
pub fn write_entry(
    scribe: &mut Scribe,
    account: &AccountView,
    bump: Option<u8>,
    attributes: &Attributes,
    row: &EntryRow,
) -> Result<()> {
    let registry = *scribe.registry.address();
    let existing = match with_entry(account, &registry, &row.wallet, |entry| *entry)? {
        Listing::Listed(entry) => Some(entry),
        Listing::Vacant => None,
        Listing::Foreign => return Err(ComplianceError::InvalidEntry.into()),
    };
    check_signer(scribe, existing.as_ref(), attributes.status)?;
    let previous_version = existing.map_or(0, |entry| entry.version);
    require!(
        previous_version == row.expected_version,
        ComplianceError::VersionMismatch
    );
    check_attributes(&row.wallet, attributes)?;

    let sequence = scribe.log.next_sequence()?;
    let (bump, rent_payer) = match existing {
        Some(entry) => (entry.bump, entry.rent_payer),
        None => {
            let bump = match bump {
                Some(bump) => bump,
                None => find_bump(account.address(), &registry, &row.wallet)?,
            };
            (bump, *scribe.payer.address())
        }
    };
    let entry = Entry {
        layout_version: LAYOUT_VERSION,
        bump,
        status: attributes.status.into(),
        class: attributes.class.into(),
        permissions: attributes.permissions,
        _padding: [0; 1],
        jurisdiction: attributes.jurisdiction,
        expires_at: attributes.expires_at,
        version: sequence,
        wallet: row.wallet,
        identity: row.identity,
        rent_payer,
        registry,
    };
    let mut account = *account;
    if existing.is_some() {
        account.try_borrow_mut()?[8..].copy_from_slice(bytemuck::bytes_of(&entry));
    } else {
        scribe.log.entries = scribe
            .log
            .entries
            .checked_add(1)
            .ok_or(ComplianceError::MathOverflow)?;
        create(
            scribe.payer,
            &mut account,
            &[ENTRY_SEED, registry.as_ref(), row.wallet.as_ref(), &[bump]],
            &entry,
        )?;
    }

    emit!(EntryWritten {
        registry,
        sequence,
        at: scribe.now,
        wallet: row.wallet,
        signer: *scribe.signer,
        status: attributes.status,
        class: attributes.class,
        permissions: attributes.permissions,
        jurisdiction: attributes.jurisdiction,
        expires_at: attributes.expires_at,
        identity: row.identity,
        previous_version,
        entries: scribe.log.entries,
    });
    Ok(())
}

/// The canonical bump, where the account is at the one address that this entry may have.
fn find_bump(account: &Address, registry: &Address, wallet: &Address) -> Result<u8> {
    let seeds: &[&[u8]] = &[ENTRY_SEED, registry.as_ref(), wallet.as_ref()];
    find_and_verify_program_address(seeds, &crate::ID, account)
        .map_err(|_| ComplianceError::InvalidEntry.into())
}

/// The officer writes entries. Out of Revoked into any other status leads only the authority's
/// signature: through Suspended, an officer could lift a revocation in two steps.
fn check_signer(scribe: &Scribe, existing: Option<&Entry>, status: EntryStatus) -> Result<()> {
    let is_revoked = existing.is_some_and(|entry| entry.status.0 == PodEntryStatus::Revoked.0);
    if is_revoked && status != EntryStatus::Revoked {
        require!(
            address_eq(scribe.signer, &scribe.registry.authority),
            ComplianceError::RevokedByAuthorityOnly
        );
    } else {
        require!(
            address_eq(scribe.signer, &scribe.registry.officer),
            ComplianceError::NotOfficer
        );
    }
    Ok(())
}

fn check_attributes(wallet: &Address, attributes: &Attributes) -> Result<()> {
    require!(
        *wallet != Address::default(),
        ComplianceError::InvalidWallet
    );
    require!(
        attributes.permissions & !permission::ALL == 0,
        ComplianceError::UnknownPermission
    );
    require!(attributes.expires_at >= 0, ComplianceError::InvalidExpiry);
    require!(
        attributes.jurisdiction <= 999,
        ComplianceError::InvalidJurisdiction
    );
    if attributes.class == HolderClass::Venue {
        require!(!wallet.is_on_curve(), ComplianceError::VenueOnCurve);
        require!(
            attributes.permissions & permission::MINT == 0,
            ComplianceError::VenueCannotMint
        );
    } else {
        require!(
            attributes.jurisdiction != 0,
            ComplianceError::JurisdictionMissing
        );
    }
    Ok(())
}
