use {
    super::ReturnFromEscrow,
    crate::{
        error::CustodyError,
        events::{RedemptionCancelled, Totals},
        state::*,
    },
    anchor_lang::prelude::*,
    backstock_runtime::{clock, token::mint_supply},
};

pub fn cancel_redemption(ctx: &mut Context<ReturnFromEscrow>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_payable()?;
    require!(now > a.redemption.deadline, CustodyError::DeadlineNotPassed);
    let amount = a.send_back(PodRedemptionStatus::Cancelled, now)?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionCancelled {
        asset: a.redemption.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence: a.redemption.sequence,
        owner: a.redemption.owner,
        amount,
        destination: *a.destination.address(),
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
