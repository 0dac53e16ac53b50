use {
    crate::{
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{ActionScheduled, Totals},
        gate::{check_reserve, split_effective_at},
        state::*,
        stock_mint,
        wide::Multiplier,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        create::create,
        token::{mint_supply, TOKEN_2022_PROGRAM_ID},
        vacant_or::VacantOr,
    },
};

/// A corporate action, with the multiplier after it as the bits of a double.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum ActionRequest {
    /// 1 <= to / from <= 1.25, and the attested reserve covers `to` already
    Dividend { to: u64 },
    /// numerator / denominator tokens' worth of shares for each before, each from 1 to 1000; a reverse
    /// split needs the attestors' approval
    Split {
        numerator: u16,
        denominator: u16,
        to: u64,
    },
    /// needs the attestors' approval
    Decrease { to: u64 },
}

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ScheduleActionArgs {
    pub action: ActionRequest,
    /// unix seconds: an hour to 366 days from now for a dividend, 24 hours to 366 days otherwise
    pub effective_at: i64,
    /// of the announcement
    pub document_sha256: [u8; 32],
}

#[derive(Accounts)]
pub struct ScheduleAction {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = issuer.action_officer @ CustodyError::NotActionOfficer)]
    pub action_officer: Signer,
    #[account(address = issuer.custodian @ CustodyError::NotCustodian)]
    pub custodian: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(mut, address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(constraint = address_eq(&attestation.asset, asset.address()) @ CustodyError::WrongAttestation)]
    pub attestation: Account<Attestation>,
    /// of the asset's next action number
    #[account(mut, seeds = [CORPORATE_ACTION_SEED, asset.address().as_ref(), &asset.next_action_number().to_le_bytes()], bump)]
    pub corporate_action: VacantOr<(CorporateAction, CorporateActionStatus)>,
    /// for a Decrease or a reverse Split: the attestors' approvals, used up
    #[account(mut)]
    pub approval: Option<UncheckedAccount>,
    /// for a Decrease or a reverse Split: who paid the approval's rent and gets it back
    #[account(mut, unsafe(dup))]
    pub approval_rent_payer: Option<UncheckedAccount>,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

pub fn schedule_action(ctx: &mut Context<ScheduleAction>, args: ScheduleActionArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(
        !a.asset.has_pending_action(now),
        CustodyError::ActionPending
    );
    let from = stock_mint::effective_multiplier(&a.mint.account().try_borrow()?, now);
    let terms = args.terms();
    check_document(&terms.document_sha256)?;
    check_notice(terms.effective_at, now, args.action.least_notice())?;
    check_request(a, args.action, from, &terms, now)?;

    // What a split has asked of the attestation must outlive its place in the asset: a dividend scheduled
    // next would open the gate that a reverse split has shut.
    a.asset.attest_after = a.asset.attest_after.max(split_effective_at(&a.asset, now));
    a.asset.action_count = checked(a.asset.action_count.checked_add(1))?;
    let (kind, numerator, denominator) = args.action.kind();
    a.asset.action = Action {
        kind: kind.into(),
        _padding: [0; 7],
        number: a.asset.action_count,
        from,
        to: terms.to,
        effective_at: terms.effective_at,
    };
    set_multipliers(a, from, &terms)?;
    let action = CorporateAction {
        version: LAYOUT_VERSION,
        bump: ctx.bumps.corporate_action,
        kind: kind.into(),
        status: PodCorporateActionStatus::Scheduled,
        numerator,
        denominator,
        asset: *a.asset.address(),
        number: a.asset.action_count,
        from,
        to: terms.to,
        effective_at: terms.effective_at,
        scheduled_at: now,
        document_sha256: terms.document_sha256,
        reserved: [0; 64],
    };
    create(
        a.payer.account(),
        &mut a.corporate_action.account().clone(),
        &[
            CORPORATE_ACTION_SEED,
            action.asset.as_ref(),
            &action.number.to_le_bytes(),
            &[action.bump],
        ],
        &action,
    )?;
    // after the last call, which must find all lamports where it saw them
    if let (Some(approval), Some(rent_payer)) = (&a.approval, &a.approval_rent_payer) {
        ActionApproval::consume(
            &mut approval.account().clone(),
            &mut rent_payer.account().clone(),
        )?;
    }

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(ActionScheduled {
        asset: action.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        number: action.number,
        kind,
        numerator,
        denominator,
        from,
        to: action.to,
        effective_at: action.effective_at,
        document_sha256: action.document_sha256,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

/// What the action may do to the multiplier, and whose word beside the signers' it takes.
fn check_request(
    a: &ScheduleAction,
    request: ActionRequest,
    from: u64,
    terms: &ActionTerms,
    now: i64,
) -> Result<()> {
    let (before, after) = (
        Multiplier::from_bits(from)?,
        Multiplier::from_bits(terms.to)?,
    );
    match request {
        ActionRequest::Dividend { to } => {
            require!(
                after.is_dividend_on(&before),
                CustodyError::DividendOutOfRange
            );
            let mint = a.mint.account().try_borrow()?;
            check_reserve(&a.issuer, &a.asset, &a.attestation, &mint, now, 0, to)?;
        }
        ActionRequest::Split {
            numerator,
            denominator,
            ..
        } => {
            let is_ratio = |term: u16| (1..=MAX_SPLIT_TERM).contains(&term);
            require!(
                is_ratio(numerator) && is_ratio(denominator) && numerator != denominator,
                CustodyError::InvalidRatio
            );
            require!(
                after.is_split_of(&before, numerator, denominator),
                CustodyError::RatioMismatch
            );
            // A reverse split that did not happen would leave shares over, to mint against.
            if numerator < denominator {
                return check_approval(a, from, terms);
            }
        }
        ActionRequest::Decrease { to } => {
            require!(to < from, CustodyError::NotADecrease); // positive doubles order like their bits
            return check_approval(a, from, terms);
        }
    }
    require!(
        a.approval.is_none() && a.approval_rent_payer.is_none(),
        CustodyError::WrongApproval
    );
    Ok(())
}

/// The threshold of the attestors of now has approved this document with this multiplier and time, and
/// with the multiplier that holds.
fn check_approval(a: &ScheduleAction, from: u64, terms: &ActionTerms) -> Result<()> {
    let (Some(account), Some(rent_payer)) = (&a.approval, &a.approval_rent_payer) else {
        return Err(CustodyError::NotApproved.into());
    };
    let approval = ActionApproval::read(account.account())?.ok_or(CustodyError::NotApproved)?;
    require!(
        approval.is_of(a.asset.address(), terms),
        CustodyError::WrongApproval
    );
    require!(
        approval.from == from && approval.count(&a.issuer) >= a.issuer.threshold,
        CustodyError::NotApproved
    );
    require!(
        address_eq(&approval.rent_payer, rent_payer.address()),
        CustodyError::WrongRentPayer
    );
    Ok(())
}

/// Settles Token-2022's fields to the multiplier of now first, so that whatever was there is over.
fn set_multipliers(a: &mut ScheduleAction, from: u64, terms: &ActionTerms) -> Result<()> {
    let signer = AssetSigner::new(&a.asset);
    for (multiplier, effective_at) in [(from, 0), (terms.to, terms.effective_at)] {
        cpi_token::update_multiplier(
            a.mint.cpi_handle_mut(),
            a.asset.cpi_handle(),
            &signer,
            multiplier,
            effective_at,
        );
    }
    let mint = a.mint.account().try_borrow()?;
    stock_mint::check_multipliers(&mint, from, terms.to, terms.effective_at)
}

impl ScheduleActionArgs {
    fn terms(&self) -> ActionTerms {
        let (ActionRequest::Dividend { to }
        | ActionRequest::Split { to, .. }
        | ActionRequest::Decrease { to }) = self.action;
        ActionTerms {
            document_sha256: self.document_sha256,
            to,
            effective_at: self.effective_at,
        }
    }
}

impl ActionRequest {
    /// Its kind, and a split's numerator and denominator.
    fn kind(&self) -> (ActionKind, u16, u16) {
        match *self {
            Self::Dividend { .. } => (ActionKind::Dividend, 0, 0),
            Self::Split {
                numerator,
                denominator,
                ..
            } => (ActionKind::Split, numerator, denominator),
            Self::Decrease { .. } => (ActionKind::Decrease, 0, 0),
        }
    }

    /// Seconds.
    fn least_notice(&self) -> i64 {
        match self {
            Self::Dividend { .. } => DIVIDEND_NOTICE,
            Self::Split { .. } | Self::Decrease { .. } => ACTION_NOTICE,
        }
    }
}
