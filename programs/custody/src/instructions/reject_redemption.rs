use {
    crate::{
        error::CustodyError,
        events::{RedemptionRejected, Totals},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RejectRedemptionArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
    pub reason: RejectReason,
}

#[derive(Accounts)]
pub struct RejectRedemption {
    #[account(address = issuer.redeemer @ CustodyError::NotRedeemer)]
    pub redeemer: Signer,
    #[account(address = issuer.compliance_officer @ CustodyError::NotComplianceOfficer)]
    pub compliance_officer: Signer,
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
}

pub fn reject_redemption(
    ctx: &mut Context<RejectRedemption>,
    args: RejectRedemptionArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_named(args.sequence)?;
    a.redemption.assert_payable()?;
    require!(
        args.reason != RejectReason::None,
        CustodyError::ReasonMissing
    );
    a.redemption.status = PodRedemptionStatus::Rejected;
    a.redemption.reject_reason = args.reason.into();
    a.redemption.clear_flag(&mut a.asset)?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionRejected {
        asset: a.redemption.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence: a.redemption.sequence,
        owner: a.redemption.owner,
        reason: args.reason,
        amount: a.redemption.open_amount(),
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
