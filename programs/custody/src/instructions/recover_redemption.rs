use {
    crate::{
        error::CustodyError,
        events::{RedemptionRecovered, Totals},
        holder::Holder,
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RecoverRedemptionArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
    /// of the document that the case is kept in
    pub case_sha256: [u8; 32],
}

#[derive(Accounts)]
pub struct RecoverRedemption {
    #[account(address = issuer.authority @ CustodyError::NotAuthority)]
    pub authority: Signer,
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
    pub owner_entry: UncheckedAccount,
    /// wallet that the redemption is given to
    pub new_owner: UncheckedAccount,
    pub new_owner_entry: UncheckedAccount,
}

pub fn recover_redemption(
    ctx: &mut Context<RecoverRedemption>,
    args: RecoverRedemptionArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_named(args.sequence)?;
    a.redemption.assert_open()?;
    require!(args.case_sha256 != [0; 32], CustodyError::CaseMissing);
    let (old_owner, new_owner) = (a.redemption.owner, *a.new_owner.address());
    let new_holder = Holder {
        entry: a.new_owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: &new_owner,
    };
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: &old_owner,
    }
    .check_same_customer(&new_holder)?;
    new_holder.check_redeemer(now)?;

    let redemption_sequence = a.redemption.sequence;
    a.redemption.hand_over(new_owner, &mut a.asset)?;
    // What operators have signed for the old owner is void.
    a.redemption.sequence = a.asset.next_sequence()?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionRecovered {
        asset: a.redemption.asset,
        sequence: a.redemption.sequence,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence,
        old_owner,
        new_owner,
        amount: a.redemption.open_amount(),
        case_sha256: args.case_sha256,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
