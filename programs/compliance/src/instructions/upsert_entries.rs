use {
    crate::{
        error::ComplianceError,
        state::{EntryStatus, HolderClass, Registry, RegistryLog},
        write_entry::{write_entry, Attributes, EntryRow, Scribe},
    },
    alloc::vec::Vec,
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

/// The attributes once, for all rows: a long list is loaded in groups of equal ones.
#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct UpsertEntriesArgs {
    pub status: EntryStatus,
    pub class: HolderClass,
    /// bits SEND 1, RECEIVE 2, MINT 4, REDEEM 8
    pub permissions: u8,
    /// ISO 3166-1 numeric code, 1 to 999; 0 for venues without one
    pub jurisdiction: u16,
    /// unix seconds when the KYC lapses; 0 for never
    pub expires_at: i64,
    pub rows: EntryRows,
}

/// The wallets of a list.
#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum EntryRows {
    /// wallets that must have no entry yet, without an identity: 65 bytes of a transaction each
    New { wallets: Vec<Address> },
    /// wallets with an identity and the version that is expected: 105 bytes of a transaction each
    Versioned { entries: Vec<EntryRow> },
}

impl EntryRows {
    fn count(&self) -> usize {
        match self {
            Self::New { wallets } => wallets.len(),
            Self::Versioned { entries } => entries.len(),
        }
    }

    fn row(&self, index: usize) -> EntryRow {
        match self {
            Self::New { wallets } => EntryRow {
                wallet: wallets[index],
                identity: [0; 32],
                expected_version: 0,
            },
            Self::Versioned { entries } => entries[index],
        }
    }
}

/// The entries follow as remaining accounts, writable, in the order of the rows.
#[derive(Accounts)]
pub struct UpsertEntries {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// the officer; the authority where revocations are lifted
    pub signer: Signer,
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
    pub system_program: Program<System>,
}

pub fn upsert_entries(ctx: &mut Context<UpsertEntries>, args: UpsertEntriesArgs) -> Result<()> {
    let now = clock::now()?;
    let entries = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    require!(
        !entries.is_empty() && entries.len() == args.rows.count(),
        ComplianceError::RowsMismatch
    );
    let attributes = Attributes {
        status: args.status,
        class: args.class,
        permissions: args.permissions,
        jurisdiction: args.jurisdiction,
        expires_at: args.expires_at,
    };
    let mut scribe = Scribe {
        payer: a.payer.account(),
        signer: a.signer.address(),
        registry: &a.registry,
        log: &mut a.log,
        now,
    };
    for (index, entry) in entries.iter().enumerate() {
        // as `mut` would ask of an account that is declared
        require!(entry.is_writable(), ErrorCode::ConstraintMut);
        let row = args.rows.row(index);
        write_entry(&mut scribe, entry, None, &attributes, &row)?;
    }
    Ok(())
}
