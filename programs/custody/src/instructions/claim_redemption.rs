use {
    super::ReturnFromEscrow,
    crate::{
        error::CustodyError,
        events::{RedemptionClaimed, Totals},
        state::*,
    },
    anchor_lang::prelude::*,
    backstock_runtime::{clock, token::mint_supply},
};

pub fn claim_redemption(ctx: &mut Context<ReturnFromEscrow>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_open()?;
    require!(
        a.redemption.status.0 == PodRedemptionStatus::Rejected.0,
        CustodyError::NotRejected
    );
    let amount = a.send_back(PodRedemptionStatus::Claimed, now)?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionClaimed {
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
