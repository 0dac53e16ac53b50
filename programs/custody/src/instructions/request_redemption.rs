use {
    crate::{
        cpi_token::{AssetSigner, HookAccounts, StockTransfer},
        error::CustodyError,
        events::{RedemptionRequested, Totals},
        holder::Holder,
        payout::{check_payout, Payout},
        state::*,
        stock_mint,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        cpi::is_called_by_program,
        create::{create, is_vacant},
        token::{
            account_amount, account_owner, is_account_of_mint, is_cpi_guarded, mint_supply,
            TOKEN_2022_PROGRAM_ID,
        },
        vacant_or::VacantOr,
    },
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RequestRedemptionArgs {
    /// the owner's choice, free among its open redemptions
    pub nonce: u64,
    /// raw
    pub amount: u64,
    pub payout: Payout,
}

#[derive(Accounts)]
#[instruction(args: RequestRedemptionArgs)]
pub struct RequestRedemption {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    pub owner: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    /// the owner's token account
    #[account(mut)]
    pub source: UncheckedAccount,
    #[account(mut, address = asset.escrow @ CustodyError::WrongEscrow)]
    pub escrow: UncheckedAccount,
    #[account(mut, seeds = [REDEMPTION_SEED, asset.address().as_ref(), owner.address().as_ref(), &args.nonce.to_le_bytes()], bump)]
    pub redemption: VacantOr<(Redemption, RedemptionStatus, RejectReason)>,
    #[account(address = issuer.registry @ CustodyError::WrongRegistry)]
    pub registry: UncheckedAccount,
    pub owner_entry: UncheckedAccount,
    /// the asset's entry, which does not exist; the hook's account list wants it
    pub escrow_entry: UncheckedAccount,
    pub validation: UncheckedAccount,
    /// for an OnChain payout
    pub cash_mint: Option<UncheckedAccount>,
    /// for an OnChain payout: a token account of the cash mint
    pub destination: Option<UncheckedAccount>,
    #[account(address = compliance::ID @ CustodyError::WrongProgram)]
    pub compliance_program: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

pub fn request_redemption(
    ctx: &mut Context<RequestRedemption>,
    args: RequestRedemptionArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(
        is_vacant(a.redemption.account()),
        CustodyError::RedemptionExists
    );
    require!(args.amount > 0, CustodyError::ZeroAmount);
    let supply = {
        let mint = a.mint.account().try_borrow()?;
        require!(!stock_mint::is_paused(&mint), CustodyError::TokenPaused);
        mint_supply(&mint)
    };
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: a.owner.address(),
    }
    .check_redeemer(now)?;
    check_amount(a, args.amount)?;

    let owner = *a.owner.address();
    let payout = check_payout(
        &a.issuer,
        a.cash_mint.as_ref(),
        a.destination.as_ref(),
        args.payout,
    )?;
    pull_into_escrow(a, args.amount);
    a.asset.escrowed = checked(a.asset.escrowed.checked_add(args.amount))?;
    let redemption = Redemption {
        version: LAYOUT_VERSION,
        bump: ctx.bumps.redemption,
        status: PodRedemptionStatus::Pending,
        payout: payout.kind.into(),
        flagged: 0,
        reject_reason: PodRejectReason::None,
        is_flaggable: (args.amount >= a.asset.limits.minimum_redemption) as u8,
        _padding: [0; 1],
        asset: *a.asset.address(),
        opener: owner,
        owner,
        nonce: args.nonce,
        sequence: a.asset.next_sequence()?,
        amount: args.amount,
        settled: 0,
        paid: 0,
        least_cash: payout.least_cash,
        cash_mint: payout.cash_mint,
        destination: payout.destination,
        instruction_sha256: payout.instruction_sha256,
        requested_at: now,
        deadline: checked(now.checked_add(a.asset.limits.redemption_window))?,
        ended_at: 0,
        rent_payer: *a.payer.address(),
        reserved: [0; 64],
    };
    let mut account = *a.redemption.account();
    create(
        a.payer.account(),
        &mut account,
        &[
            REDEMPTION_SEED,
            redemption.asset.as_ref(),
            owner.as_ref(),
            &args.nonce.to_le_bytes(),
            &[redemption.bump],
        ],
        &redemption,
    )?;
    emit!(RedemptionRequested {
        asset: redemption.asset,
        sequence: redemption.sequence,
        at: now,
        redemption: *a.redemption.address(),
        owner,
        amount: args.amount,
        payout: payout.kind,
        cash_mint: payout.cash_mint,
        least_cash: payout.least_cash,
        destination: payout.destination,
        instruction_sha256: payout.instruction_sha256,
        deadline: redemption.deadline,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

/// The tokens are the owner's, and not guarded against the program that asks for the owner, neither of which
/// Token-2022 asks a permanent delegate about; and enough to be worth a payment, or all that there is.
fn check_amount(a: &RequestRedemption, amount: u64) -> Result<()> {
    let source = a.source.account();
    let data = source.try_borrow()?;
    require!(
        is_account_of_mint(source, &data, &TOKEN_2022_PROGRAM_ID, &a.asset.mint),
        CustodyError::WrongTokenAccount
    );
    require!(
        address_eq(account_owner(&data), a.owner.address()),
        CustodyError::WrongTokenOwner
    );
    require!(
        !is_cpi_guarded(&data) || !is_called_by_program(),
        CustodyError::CpiGuarded
    );
    require!(
        amount >= a.asset.limits.minimum_redemption || amount == account_amount(&data),
        CustodyError::BelowMinimumRedemption
    );
    Ok(())
}

fn pull_into_escrow(a: &mut RequestRedemption, amount: u64) {
    let signer = AssetSigner::new(&a.asset);
    let (decimals, is_hooked) = (a.asset.decimals, a.asset.is_hooked());
    let transfer = StockTransfer {
        source: a.source.account(),
        mint: a.mint.account(),
        destination: a.escrow.account(),
        asset: a.asset.account(),
        hook: HookAccounts {
            registry: a.registry.account(),
            sender_entry: a.owner_entry.account(),
            receiver_entry: a.escrow_entry.account(),
            validation: a.validation.account(),
            program: a.compliance_program.account(),
        },
    };
    transfer.invoke(is_hooked, &signer, amount, decimals);
}
