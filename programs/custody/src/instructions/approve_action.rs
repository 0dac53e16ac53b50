use {
    crate::{
        error::CustodyError,
        events::{ActionApproved, Totals},
        state::*,
        stock_mint,
        wide::Multiplier,
    },
    anchor_lang::{address_eq, bytemuck, prelude::*},
    backstock_runtime::{clock, create::create, token::mint_supply, vacant_or::VacantOr},
};

#[derive(Accounts)]
#[instruction(terms: ActionTerms)]
pub struct ApproveAction {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    pub attestor: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(mut, seeds = [ACTION_APPROVAL_SEED, asset.address().as_ref(), terms.document_sha256.as_ref(), &terms.to.to_le_bytes(), &terms.effective_at.to_le_bytes()], bump)]
    pub approval: VacantOr<ActionApproval>,
    pub system_program: Program<System>,
}

pub fn approve_action(ctx: &mut Context<ApproveAction>, terms: ActionTerms) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let attestor = *a.attestor.address();
    let place = a
        .issuer
        .attestor_index(&attestor)
        .ok_or(CustodyError::NotAttestor)?;
    // What could not be scheduled any more would hold its rent for ever.
    check_document(&terms.document_sha256)?;
    check_notice(terms.effective_at, now, ACTION_NOTICE)?;
    Multiplier::from_bits(terms.to)?;

    let from = stock_mint::effective_multiplier(&a.mint.account().try_borrow()?, now);
    let mut account = *a.approval.account();
    let existing = ActionApproval::read(&account)?;
    let mut approval = existing.unwrap_or(ActionApproval {
        version: LAYOUT_VERSION,
        bump: ctx.bumps.approval,
        _padding: [0; 6],
        asset: *a.asset.address(),
        document_sha256: terms.document_sha256,
        to: terms.to,
        from,
        effective_at: terms.effective_at,
        epoch: a.issuer.attestor_epoch,
        attestors: [Address::default(); MAX_ATTESTORS],
        rent_payer: *a.payer.address(),
        reserved: [0; 64],
    });
    // Approved by others, or for another state of things: it starts anew.
    if approval.epoch != a.issuer.attestor_epoch || approval.from != from {
        approval.epoch = a.issuer.attestor_epoch;
        approval.from = from;
        approval.attestors = [Address::default(); MAX_ATTESTORS];
    }
    require!(
        approval.attestors[place] != attestor,
        CustodyError::ApprovalRepeated
    );
    approval.attestors[place] = attestor;
    if existing.is_some() {
        account.try_borrow_mut()?[8..].copy_from_slice(bytemuck::bytes_of(&approval));
    } else {
        create(
            a.payer.account(),
            &mut account,
            &[
                ACTION_APPROVAL_SEED,
                approval.asset.as_ref(),
                &terms.document_sha256,
                &terms.to.to_le_bytes(),
                &terms.effective_at.to_le_bytes(),
                &[approval.bump],
            ],
            &approval,
        )?;
    }

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(ActionApproved {
        asset: approval.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        attestor,
        epoch: approval.epoch,
        document_sha256: terms.document_sha256,
        to: terms.to,
        effective_at: terms.effective_at,
        approvals: approval.count(&a.issuer),
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
