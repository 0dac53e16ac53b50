use {
    crate::{
        cash::check_destination,
        error::CustodyError,
        events::{RedemptionFlagged, Totals},
        holder::Holder,
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

/// Anybody's: it needs no signer but the transaction's fee payer.
#[derive(Accounts)]
pub struct FlagOverdue {
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
        constraint = address_eq(&redemption.asset, asset.address()) @ CustodyError::WrongRedemption,
    )]
    pub redemption: Account<Redemption>,
    pub owner_entry: UncheckedAccount,
    /// the redemption's, for an OnChain payout
    pub cash_mint: Option<UncheckedAccount>,
    /// the redemption's, for an OnChain payout
    pub destination: Option<UncheckedAccount>,
}

pub fn flag_overdue(ctx: &mut Context<FlagOverdue>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_payable()?;
    require!(a.redemption.flagged == 0, CustodyError::AlreadyFlagged);
    require!(now > a.redemption.deadline, CustodyError::DeadlineNotPassed);
    check_payable_now(a)?;

    a.redemption.flagged = 1;
    a.asset.overdue = checked(a.asset.overdue.checked_add(1))?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionFlagged {
        asset: a.redemption.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence: a.redemption.sequence,
        owner: a.redemption.owner,
        amount: a.redemption.open_amount(),
        deadline: a.redemption.deadline,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

/// The issuer could pay it, and it is worth a payment: otherwise a holder could shut the gate by asking for
/// what can't be done.
fn check_payable_now(a: &FlagOverdue) -> Result<()> {
    require!(
        a.redemption.is_flaggable != 0,
        CustodyError::RedemptionTooSmall
    );
    a.redemption.assert_payout_named()?;
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: &a.redemption.owner,
    }
    .check_not_barred()?;
    if a.redemption.payout.0 != PodPayoutKind::OnChain.0 {
        return Ok(());
    }
    let (Some(cash_mint), Some(destination)) = (&a.cash_mint, &a.destination) else {
        return Err(CustodyError::PayoutAccountsMissing.into());
    };
    require!(
        *cash_mint.address() == a.redemption.cash_mint,
        CustodyError::WrongCashMint
    );
    require!(
        *destination.address() == a.redemption.destination,
        CustodyError::WrongDestination
    );
    // What has become of the cash mint since is the issuer's affair: it has accepted it.
    check_destination(cash_mint.account(), destination.account())
}
