use {
    crate::{cash::check_cash_mints, error::CustodyError, events::ChangeProposed, state::*},
    alloc::vec::Vec,
    anchor_lang::{bytemuck::Zeroable, prelude::*},
    backstock_runtime::{
        clock,
        create::{create, is_vacant},
        vacant_or::VacantOr,
    },
};

/// What is to be loosened, or replaced.
#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum ProposedChange {
    /// of the authority: who may accept to become it
    Role {
        role: Role,
        key: Address,
    },
    /// two to five keys, with the number of identical statements that make a round
    Attestors {
        attestors: Vec<Address>,
        threshold: u8,
    },
    /// those that follow as remaining accounts, at most four, take the place of all
    CashMints,
    Limits {
        limits: Limits,
    },
    /// for ever
    Delist,
}

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ProposeChangeArgs {
    /// the issuer's change count and one: a proposal that is sent twice is made once
    pub number: u64,
    pub change: ProposedChange,
}

#[derive(Accounts)]
#[instruction(args: ProposeChangeArgs)]
pub struct ProposeChange {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = issuer.authority @ CustodyError::NotAuthority)]
    pub authority: Signer,
    #[account(mut)]
    pub issuer: Account<Issuer>,
    /// for Limits and Delist
    pub asset: Option<Account<Asset>>,
    #[account(mut, seeds = [CHANGE_SEED, issuer.address().as_ref(), &args.number.to_le_bytes()], bump)]
    pub change: VacantOr<(Change, ChangeKind, Role)>,
    pub system_program: Program<System>,
}

pub fn propose_change(ctx: &mut Context<ProposeChange>, args: ProposeChangeArgs) -> Result<()> {
    let now = clock::now()?;
    let following = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    let issuer = *a.issuer.address();
    if let Some(asset) = &a.asset {
        require!(asset.issuer == issuer, CustodyError::WrongIssuer);
    }
    require!(
        a.issuer.open_change()? == args.number && is_vacant(a.change.account()),
        CustodyError::ChangeNumberMismatch
    );

    let earliest_at = checked(now.checked_add(a.issuer.change_delay))?;
    let mut change = Change {
        version: LAYOUT_VERSION,
        bump: ctx.bumps.change,
        issuer,
        asset: a
            .asset
            .as_ref()
            .map_or(Address::default(), |asset| *asset.address()),
        number: args.number,
        proposed_at: now,
        earliest_at,
        expires_at: checked(earliest_at.checked_add(CHANGE_WINDOW))?,
        rent_payer: *a.payer.address(),
        ..Change::zeroed()
    };
    set_terms(&mut change, args.change, &following)?;
    if change.is_about_asset() {
        require!(a.asset.is_some(), CustodyError::ChangeAssetMissing);
    } else {
        require!(a.asset.is_none(), CustodyError::ChangeAssetNotExpected);
    }
    change.remember(&a.issuer, a.asset.as_deref())?;
    assert_applicable(&change, &a.issuer, a.asset.as_deref(), now)?;

    let mut account = *a.change.account();
    create(
        a.payer.account(),
        &mut account,
        &[
            CHANGE_SEED,
            issuer.as_ref(),
            &change.number.to_le_bytes(),
            &[change.bump],
        ],
        &change,
    )?;
    emit_proposal(a.change.address(), &change, a.issuer.next_sequence()?);
    Ok(())
}

fn set_terms(
    change: &mut Change,
    proposed: ProposedChange,
    following: &[AccountView],
) -> Result<()> {
    match proposed {
        ProposedChange::Role { role, key } => {
            require!(key != Address::default(), CustodyError::InvalidChange);
            change.kind = PodChangeKind::Role;
            change.role = role.into();
            change.keys[0] = key;
        }
        ProposedChange::Attestors {
            attestors,
            threshold,
        } => {
            require!(
                attestors.len() <= MAX_ATTESTORS,
                CustodyError::InvalidThreshold
            );
            require!(
                !attestors.contains(&Address::default()),
                CustodyError::InvalidChange
            );
            change.kind = PodChangeKind::Attestors;
            change.threshold = threshold;
            change.keys[..attestors.len()].copy_from_slice(&attestors);
        }
        ProposedChange::CashMints => {
            change.kind = PodChangeKind::CashMints;
            change.keys[..MAX_CASH_MINTS].copy_from_slice(&check_cash_mints(following)?);
        }
        ProposedChange::Limits { limits } => {
            change.kind = PodChangeKind::Limits;
            change.limits = limits;
        }
        ProposedChange::Delist => change.kind = PodChangeKind::Delist,
    }
    Ok(())
}

/// Whatever would be refused now is not proposed.
#[inline(never)]
fn assert_applicable(
    change: &Change,
    issuer: &Issuer,
    asset: Option<&Asset>,
    now: i64,
) -> Result<()> {
    change.apply_to_issuer(&mut { *issuer })?;
    match asset {
        Some(asset) => change.apply_to_asset(&mut { *asset }, now),
        None => Ok(()),
    }
}

#[inline(never)]
fn emit_proposal(address: &Address, change: &Change, sequence: u64) {
    emit!(ChangeProposed {
        issuer: change.issuer,
        sequence,
        at: change.proposed_at,
        change: *address,
        number: change.number,
        kind: change.kind.into(),
        role: change.role.into(),
        threshold: change.threshold,
        asset: change.asset,
        keys: change.keys,
        limits: change.limits,
        earliest_at: change.earliest_at,
        expires_at: change.expires_at,
    });
}
