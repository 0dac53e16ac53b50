use {
    crate::{
        cash::is_token_program,
        cpi_token,
        error::CustodyError,
        escrow::burn_from_escrow,
        events::{RedemptionSettled, Totals},
        holder::Holder,
        state::*,
        wide::wide_mul,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        token::{
            account_amount, account_owner, is_account_of_mint, mint_decimals, mint_supply,
            TOKEN_2022_PROGRAM_ID,
        },
    },
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SettleRedemptionArgs {
    /// names the redemption that the redeemer means, because a nonce can be used again
    pub sequence: u64,
    /// raw, settled so far as the redeemer knows it: what is signed anew is never paid twice
    pub settled_before: u64,
    /// raw tokens to burn
    pub amount: u64,
    /// raw cash to pay
    pub cash: u64,
}

#[derive(Accounts)]
pub struct SettleRedemption {
    #[account(address = issuer.redeemer @ CustodyError::NotRedeemer)]
    pub redeemer: Signer,
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
    /// the redemption's
    pub cash_mint: UncheckedAccount,
    /// the redeemer's account of the cash mint
    #[account(mut)]
    pub cash_source: UncheckedAccount,
    /// the redemption's
    #[account(mut)]
    pub destination: UncheckedAccount,
    /// that the cash mint belongs to
    pub cash_token_program: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

pub fn settle_redemption(
    ctx: &mut Context<SettleRedemption>,
    args: SettleRedemptionArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_settleable(
        args.sequence,
        args.settled_before,
        args.amount,
        PodPayoutKind::OnChain,
    )?;
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: &a.redemption.owner,
    }
    .check_not_barred()?;
    check_cash_accounts(a)?;

    let gained = pay(a, args.cash)?;
    burn_from_escrow(&a.asset, &mut a.mint, &mut a.escrow, args.amount)?;

    a.redemption.paid = checked(a.redemption.paid.checked_add(gained))?;
    let status = a.redemption.settle(args.amount, now, &mut a.asset)?;
    // paid >= ceil(least x settled / amount), in whole numbers
    require!(
        wide_mul(a.redemption.paid, a.redemption.amount)
            >= wide_mul(a.redemption.least_cash, a.redemption.settled),
        CustodyError::InsufficientCash
    );

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionSettled {
        asset: a.redemption.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence: a.redemption.sequence,
        owner: a.redemption.owner,
        amount: args.amount,
        settled: a.redemption.settled,
        cash_mint: a.redemption.cash_mint,
        cash: gained,
        paid: a.redemption.paid,
        status,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

/// Token programs let a delegate spend; here only the redeemer's own cash counts. The destination was
/// checked when asked for, and may have been closed since.
fn check_cash_accounts(a: &SettleRedemption) -> Result<()> {
    let (program, mint) = (a.cash_token_program.address(), a.cash_mint.address());
    require!(
        address_eq(mint, &a.redemption.cash_mint),
        CustodyError::WrongCashMint
    );
    require!(
        is_token_program(program) && address_eq(a.cash_mint.account().owner(), program),
        CustodyError::WrongProgram
    );
    let destination = a.destination.account();
    require!(
        address_eq(destination.address(), &a.redemption.destination),
        CustodyError::WrongDestination
    );
    require!(
        is_account_of_mint(destination, &destination.try_borrow()?, program, mint),
        CustodyError::InvalidDestination
    );
    let source = a.cash_source.account();
    let data = source.try_borrow()?;
    require!(
        is_account_of_mint(source, &data, program, mint),
        CustodyError::WrongTokenAccount
    );
    require!(
        address_eq(account_owner(&data), a.redeemer.address()),
        CustodyError::WrongTokenOwner
    );
    Ok(())
}

/// Pays, and answers what the destination really gained.
fn pay(a: &mut SettleRedemption, cash: u64) -> Result<u64> {
    let decimals = mint_decimals(&a.cash_mint.account().try_borrow()?);
    let before = account_amount(&a.destination.account().try_borrow()?);
    cpi_token::pay_cash(
        a.cash_token_program.address(),
        a.cash_source.cpi_handle_mut(),
        a.cash_mint.cpi_handle(),
        a.destination.cpi_handle_mut(),
        a.redeemer.cpi_handle(),
        cash,
        decimals,
    );
    let after = account_amount(&a.destination.account().try_borrow()?);
    checked(after.checked_sub(before))
}
