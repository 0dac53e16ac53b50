use {
    crate::{
        error::CustodyError,
        events::{PayoutNamed, Totals},
        payout::{check_payout, Payout},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct NamePayoutArgs {
    /// names the redemption that the owner means, because a nonce can be used again
    pub sequence: u64,
    pub payout: Payout,
}

#[derive(Accounts)]
pub struct NamePayout {
    #[account(address = redemption.owner @ CustodyError::NotOwner)]
    pub owner: Signer,
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
    /// for an OnChain payout
    pub cash_mint: Option<UncheckedAccount>,
    /// for an OnChain payout: a token account of the cash mint
    pub destination: Option<UncheckedAccount>,
}

pub fn name_payout(ctx: &mut Context<NamePayout>, args: NamePayoutArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_named(args.sequence)?;
    a.redemption.assert_payable()?;
    require!(
        a.redemption.payout.0 == PodPayoutKind::Unnamed.0,
        CustodyError::PayoutNamed
    );
    let payout = check_payout(
        &a.issuer,
        a.cash_mint.as_ref(),
        a.destination.as_ref(),
        args.payout,
    )?;

    let redemption_sequence = a.redemption.sequence;
    // As much time to pay as after a request.
    let deadline = checked(now.checked_add(a.asset.limits.redemption_window))?;
    a.redemption.deadline = a.redemption.deadline.max(deadline);
    a.redemption.payout = payout.kind.into();
    a.redemption.least_cash = payout.least_cash;
    a.redemption.cash_mint = payout.cash_mint;
    a.redemption.destination = payout.destination;
    a.redemption.instruction_sha256 = payout.instruction_sha256;
    a.redemption.sequence = a.asset.next_sequence()?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(PayoutNamed {
        asset: a.redemption.asset,
        sequence: a.redemption.sequence,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence,
        owner: a.redemption.owner,
        payout: payout.kind,
        cash_mint: payout.cash_mint,
        least_cash: payout.least_cash,
        destination: payout.destination,
        instruction_sha256: payout.instruction_sha256,
        deadline: a.redemption.deadline,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
