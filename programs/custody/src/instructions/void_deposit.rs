use {
    crate::{
        error::CustodyError,
        events::{DepositVoided, Totals},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply, vacant_or::VacantOr},
};

#[derive(Accounts)]
pub struct VoidDeposit {
    /// the custodian; the authority or the pauser too, for what a custodian has recorded that was revoked
    #[account(constraint = may_void(&issuer, signer.address()) @ CustodyError::NotCustodian)]
    pub signer: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(mut)]
    pub deposit: VacantOr<(Deposit, SpentDeposit, DepositStatus)>,
    /// who paid for the deposit's account; gets what its tombstone does not need
    #[account(mut, unsafe(dup))]
    pub rent_payer: UncheckedAccount,
}

pub fn void_deposit(ctx: &mut Context<VoidDeposit>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let deposit = read_recorded(a.deposit.account())?;
    require!(
        deposit.asset == *a.asset.address(),
        CustodyError::WrongDeposit
    );
    require!(
        deposit.rent_payer == *a.rent_payer.address(),
        CustodyError::WrongRentPayer
    );
    spend(
        &mut a.deposit.account().clone(),
        &mut a.rent_payer.account().clone(),
        &SpentDeposit {
            version: LAYOUT_VERSION,
            bump: deposit.bump,
            status: PodDepositStatus::Voided,
            _padding: [0; 5],
            ended_at: now,
        },
    )?;
    // The shares may have been attested and have left: only a count made since then counts.
    a.asset.attest_after = a.asset.attest_after.max(now);

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(DepositVoided {
        asset: deposit.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        deposit: *a.deposit.address(),
        id: deposit.id,
        recipient: deposit.recipient,
        shares: deposit.shares,
        amount: deposit.amount,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

fn may_void(issuer: &Issuer, signer: &Address) -> bool {
    address_eq(signer, &issuer.custodian) || issuer.is_authority_or_pauser(signer)
}
