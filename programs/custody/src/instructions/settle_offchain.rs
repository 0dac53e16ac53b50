use {
    crate::{
        error::CustodyError,
        escrow::burn_from_escrow,
        events::{RedemptionSettledOffChain, Totals},
        holder::Holder,
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        token::{mint_supply, TOKEN_2022_PROGRAM_ID},
    },
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SettleOffchainArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
    /// raw, settled so far as the signers know it: what is signed anew is never counted twice
    pub settled_before: u64,
    /// raw tokens to burn
    pub amount: u64,
    /// of the wire that has paid for them
    pub reference: [u8; 32],
}

#[derive(Accounts)]
pub struct SettleOffchain {
    #[account(address = issuer.redeemer @ CustodyError::NotRedeemer)]
    pub redeemer: Signer,
    #[account(address = issuer.custodian @ CustodyError::NotCustodian)]
    pub custodian: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(mut, address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(mut, address = asset.escrow @ CustodyError::WrongEscrow)]
    pub escrow: UncheckedAccount,
    #[account(
        mut,
        constraint = address_eq(&redemption.asset, asset.address()) @ CustodyError::WrongRedemption,
    )]
    pub redemption: Account<Redemption>,
    pub owner_entry: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

pub fn settle_offchain(ctx: &mut Context<SettleOffchain>, args: SettleOffchainArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_settleable(
        args.sequence,
        args.settled_before,
        args.amount,
        PodPayoutKind::OffChain,
    )?;
    require!(args.reference != [0; 32], CustodyError::ReferenceMissing);
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: &a.redemption.owner,
    }
    .check_not_barred()?;

    burn_from_escrow(&a.asset, &mut a.mint, &mut a.escrow, args.amount)?;
    let status = a.redemption.settle(args.amount, now, &mut a.asset)?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionSettledOffChain {
        asset: a.redemption.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence: a.redemption.sequence,
        owner: a.redemption.owner,
        amount: args.amount,
        settled: a.redemption.settled,
        reference: args.reference,
        status,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
