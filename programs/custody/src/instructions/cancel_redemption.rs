use {
    crate::{
        cpi_token::{self, AssetSigner, HookAccounts, StockTransfer},
        error::CustodyError,
        events::{RedemptionCancelled, Totals},
        holder::Holder,
        state::*,
        stock_mint,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        token::{
            account_owner, is_account_of_mint, is_immutable_owner, mint_supply,
            TOKEN_2022_PROGRAM_ID,
        },
    },
};

#[derive(Accounts)]
pub struct CancelRedemption {
    #[account(address = redemption.owner @ CustodyError::NotOwner)]
    pub owner: Signer,
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
    /// any token account of the owner's whose owner can't change
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(address = issuer.registry @ CustodyError::WrongRegistry)]
    pub registry: UncheckedAccount,
    pub owner_entry: UncheckedAccount,
    /// the asset's entry, which does not exist; the hook's account list wants it
    pub escrow_entry: UncheckedAccount,
    pub validation: UncheckedAccount,
    #[account(address = compliance::ID @ CustodyError::WrongProgram)]
    pub compliance_program: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

pub fn cancel_redemption(ctx: &mut Context<CancelRedemption>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_payable()?;
    require!(now > a.redemption.deadline, CustodyError::DeadlineNotPassed);
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: a.owner.address(),
    }
    .check_not_barred()?;
    check_destination(a)?;

    let amount = a.redemption.open_amount();
    return_tokens(a, amount)?;
    a.asset.escrowed = checked(a.asset.escrowed.checked_sub(amount))?;
    a.redemption
        .end(PodRedemptionStatus::Cancelled, now, &mut a.asset)?;

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

fn check_destination(a: &CancelRedemption) -> Result<()> {
    let destination = a.destination.account();
    let data = destination.try_borrow()?;
    require!(
        is_account_of_mint(destination, &data, &TOKEN_2022_PROGRAM_ID, &a.asset.mint),
        CustodyError::WrongTokenAccount
    );
    require!(
        address_eq(account_owner(&data), a.owner.address()),
        CustodyError::WrongTokenOwner
    );
    require!(is_immutable_owner(&data), CustodyError::OwnerNotImmutable);
    Ok(())
}

/// Moves tokens out of escrow, also while the token is paused: nobody's pause holds back an exit.
fn return_tokens(a: &mut CancelRedemption, amount: u64) -> Result<()> {
    let signer = AssetSigner::new(&a.asset);
    let (decimals, is_hooked) = (a.asset.decimals, a.asset.is_hooked());
    let is_paused = stock_mint::is_paused(&a.mint.account().try_borrow()?);
    if is_paused {
        cpi_token::resume(a.mint.cpi_handle_mut(), a.asset.cpi_handle(), &signer);
    }
    let transfer = StockTransfer {
        source: a.escrow.account(),
        mint: a.mint.account(),
        destination: a.destination.account(),
        asset: a.asset.account(),
        hook: HookAccounts {
            registry: a.registry.account(),
            sender_entry: a.escrow_entry.account(),
            receiver_entry: a.owner_entry.account(),
            validation: a.validation.account(),
            program: a.compliance_program.account(),
        },
    };
    transfer.invoke(is_hooked, &signer, amount, decimals);
    if is_paused {
        cpi_token::pause(a.mint.cpi_handle_mut(), a.asset.cpi_handle(), &signer);
    }
    Ok(())
}
