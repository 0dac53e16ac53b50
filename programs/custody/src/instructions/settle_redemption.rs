use {
    crate::{
        cash::is_token_program,
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{RedemptionSettled, Totals},
        holder::Holder,
        state::*,
        stock_mint,
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
    check_redemption(a, &args)?;
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: &a.redemption.owner,
    }
    .check_not_barred()?;
    check_cash_accounts(a)?;

    let gained = pay(a, args.cash)?;
    burn(a, args.amount)?;

    let redemption = &mut a.redemption;
    redemption.settled = checked(redemption.settled.checked_add(args.amount))?;
    redemption.paid = checked(redemption.paid.checked_add(gained))?;
    // paid >= ceil(least x settled / amount), in whole numbers
    require!(
        wide_mul(redemption.paid, redemption.amount)
            >= wide_mul(redemption.least_cash, redemption.settled),
        CustodyError::InsufficientCash
    );
    a.asset.escrowed = checked(a.asset.escrowed.checked_sub(args.amount))?;
    a.asset.redeemed = checked(a.asset.redeemed.get().checked_add(args.amount as u128))?.into();
    let status = if redemption.settled == redemption.amount {
        redemption.end(PodRedemptionStatus::Settled, now, &mut a.asset)?;
        RedemptionStatus::Settled
    } else if redemption.status.0 == PodRedemptionStatus::Processing.0 {
        RedemptionStatus::Processing
    } else {
        RedemptionStatus::Pending
    };

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

fn check_redemption(a: &SettleRedemption, args: &SettleRedemptionArgs) -> Result<()> {
    require!(
        a.redemption.sequence == args.sequence,
        CustodyError::SequenceMismatch
    );
    a.redemption.assert_payable()?;
    require!(
        a.redemption.payout.0 == PodPayoutKind::OnChain.0,
        CustodyError::PayoutOffChain
    );
    require!(args.amount > 0, CustodyError::ZeroAmount);
    require!(
        args.amount <= a.redemption.open_amount(),
        CustodyError::SettleExceedsOpen
    );
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

/// Burns from escrow, also while the token is paused: nobody's pause holds back an exit.
fn burn(a: &mut SettleRedemption, amount: u64) -> Result<()> {
    let signer = AssetSigner::new(&a.asset);
    let decimals = a.asset.decimals;
    let is_paused = stock_mint::is_paused(&a.mint.account().try_borrow()?);
    if is_paused {
        cpi_token::resume(a.mint.cpi_handle_mut(), a.asset.cpi_handle(), &signer);
    }
    cpi_token::burn(
        a.escrow.cpi_handle_mut(),
        a.mint.cpi_handle_mut(),
        a.asset.cpi_handle(),
        &signer,
        amount,
        decimals,
    );
    if is_paused {
        cpi_token::pause(a.mint.cpi_handle_mut(), a.asset.cpi_handle(), &signer);
    }
    Ok(())
}
