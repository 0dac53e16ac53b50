use {
    crate::{
        error::CustodyError,
        events::{RoundRecorded, StatementSubmitted, Totals, Undercollateralized},
        gate::{backed_supply, required_multiplier},
        state::*,
        wide::Multiplier,
    },
    anchor_lang::{address_eq, bytemuck::Zeroable, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(Accounts)]
pub struct SubmitAttestation {
    pub attestor: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(
        mut,
        constraint = address_eq(&attestation.asset, asset.address()) @ CustodyError::WrongAttestation,
    )]
    pub attestation: Account<Attestation>,
}

pub fn submit_attestation(
    ctx: &mut Context<SubmitAttestation>,
    statement: Statement,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let attestor = *a.attestor.address();
    let place = a
        .issuer
        .attestor_index(&attestor)
        .ok_or(CustodyError::NotAttestor)?;
    check_statement(&statement, &a.attestation, &a.asset, now)?;

    let stated = PendingStatement::new(attestor, a.issuer.attestor_epoch, &statement);
    let earlier = &a.attestation.pending[place];
    require!(
        earlier.attestor != attestor || !earlier.agrees_with(&stated),
        CustodyError::StatementRepeated
    );
    a.attestation.pending[place] = stated;

    let agreeing = agreeing_attestors(&a.issuer, &a.attestation, &stated);
    if agreeing.count < a.issuer.threshold {
        return emit_statement(a, now, statement, agreeing.count);
    }
    record_round(&mut a.attestation, &stated, &agreeing, now)?;
    emit_round(a, now, statement, agreeing.attestors)
}

fn check_statement(
    statement: &Statement,
    last: &Attestation,
    asset: &Asset,
    now: i64,
) -> Result<()> {
    require!(statement.as_of <= now, CustodyError::AttestationInFuture);
    require!(
        statement.as_of > last.as_of,
        CustodyError::AttestationNotNewer
    );
    require!(
        last.redeemed_total.get() <= statement.redeemed_total
            && statement.redeemed_total <= asset.redeemed.get(),
        CustodyError::RedeemedTotalOutOfRange
    );
    Ok(())
}

struct Agreeing {
    attestors: [Address; MAX_ATTESTORS],
    count: u8,
}

/// The issuer's attestors of now whose pending statement is this one, at their places.
fn agreeing_attestors(
    issuer: &Issuer,
    attestation: &Attestation,
    stated: &PendingStatement,
) -> Agreeing {
    let mut agreeing = Agreeing {
        attestors: [Address::default(); MAX_ATTESTORS],
        count: 0,
    };
    for (place, pending) in attestation.pending.iter().enumerate() {
        let is_current =
            pending.attestor != Address::default() && pending.attestor == issuer.attestors[place];
        if is_current && pending.agrees_with(stated) {
            agreeing.attestors[place] = pending.attestor;
            agreeing.count += 1;
        }
    }
    agreeing
}

fn record_round(
    attestation: &mut Attestation,
    stated: &PendingStatement,
    agreeing: &Agreeing,
    now: i64,
) -> Result<()> {
    attestation.round = checked(attestation.round.checked_add(1))?;
    attestation.epoch = stated.epoch;
    attestation.as_of = stated.as_of;
    attestation.recorded_at = now;
    attestation.shares = stated.shares;
    attestation.redeemed_total = stated.redeemed_total;
    attestation.report_sha256 = stated.report_sha256;
    attestation.attestors = agreeing.attestors;
    for (place, attestor) in agreeing.attestors.iter().enumerate() {
        if *attestor != Address::default() {
            attestation.pending[place] = PendingStatement::zeroed();
        }
    }
    Ok(())
}

fn emit_statement(
    a: &mut SubmitAttestation,
    now: i64,
    statement: Statement,
    agreeing: u8,
) -> Result<()> {
    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(StatementSubmitted {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        attestor: *a.attestor.address(),
        epoch: a.issuer.attestor_epoch,
        statement,
        agreeing,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

fn emit_round(
    a: &mut SubmitAttestation,
    now: i64,
    statement: Statement,
    attestors: [Address; MAX_ATTESTORS],
) -> Result<()> {
    let mint = a.mint.account().try_borrow()?;
    let supply = mint_supply(&mint);
    emit!(RoundRecorded {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        round: a.attestation.round,
        epoch: a.attestation.epoch,
        statement,
        attestors,
        totals: Totals::new(&a.asset, supply),
    });
    // Whatever can't be computed is not covered: a round is recorded all the same.
    let backed = backed_supply(&a.asset, &mint, statement.redeemed_total, 0);
    let multiplier = Multiplier::from_bits(required_multiplier(&a.asset, &mint, now));
    let is_covered = match (&backed, multiplier) {
        (Ok(backed), Ok(multiplier)) => multiplier.is_covered(*backed, statement.shares),
        _ => false,
    };
    if !is_covered {
        emit!(Undercollateralized {
            asset: *a.asset.address(),
            sequence: a.asset.next_sequence()?,
            at: now,
            round: a.attestation.round,
            shares: statement.shares,
            backed_supply: backed.unwrap_or(u64::MAX),
            totals: Totals::new(&a.asset, supply),
        });
    }
    Ok(())
}
