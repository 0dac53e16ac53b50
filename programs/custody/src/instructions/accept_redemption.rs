use {
    crate::{
        error::CustodyError,
        events::{RedemptionAccepted, Totals},
        holder::Holder,
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct AcceptRedemptionArgs {
    /// names the redemption that the redeemer means, because a nonce can be used again
    pub sequence: u64,
}

#[derive(Accounts)]
pub struct AcceptRedemption {
    #[account(address = issuer.redeemer @ CustodyError::NotRedeemer)]
    pub redeemer: Signer,
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
}

pub fn accept_redemption(
    ctx: &mut Context<AcceptRedemption>,
    args: AcceptRedemptionArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_named(args.sequence)?;
    a.redemption.assert_payable()?;
    a.redemption.assert_payout_named()?;
    require!(
        a.redemption.status.0 == PodRedemptionStatus::Pending.0,
        CustodyError::AlreadyAccepted
    );
    require!(now <= a.redemption.deadline, CustodyError::DeadlinePassed);
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: &a.redemption.owner,
    }
    .check_not_barred()?;

    let window = a.asset.limits.processing_window;
    a.redemption.deadline = checked(a.redemption.deadline.checked_add(window))?;
    a.redemption.status = PodRedemptionStatus::Processing;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionAccepted {
        asset: a.redemption.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence: a.redemption.sequence,
        owner: a.redemption.owner,
        deadline: a.redemption.deadline,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
