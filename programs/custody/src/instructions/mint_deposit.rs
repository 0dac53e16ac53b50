use {
    crate::{
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{DepositMinted, Totals},
        gate::{check_backing, check_limits, check_stops},
        holder::Holder,
        state::*,
        stock_mint,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        create::is_vacant,
        token::{
            is_stock_account, mint_supply, ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID,
        },
        vacant_or::VacantOr,
    },
    compliance::state::Registry,
};

#[derive(Accounts)]
pub struct MintDeposit {
    #[account(address = issuer.minter @ CustodyError::NotMinter)]
    pub minter: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(mut, address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(constraint = address_eq(&attestation.asset, asset.address()) @ CustodyError::WrongAttestation)]
    pub attestation: Account<Attestation>,
    #[account(mut)]
    pub deposit: VacantOr<(Deposit, SpentDeposit, DepositStatus)>,
    #[account(address = issuer.registry @ CustodyError::WrongRegistry)]
    pub registry: Account<Registry>,
    pub recipient_entry: UncheckedAccount,
    /// the recipient's associated account
    #[account(mut)]
    pub recipient_token: UncheckedAccount,
    /// who paid for the deposit's account; gets what its tombstone does not need
    #[account(mut, unsafe(dup))]
    pub rent_payer: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

pub fn mint_deposit(ctx: &mut Context<MintDeposit>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let deposit = read_recorded(a.deposit.account())?;
    check_accounts(a, &deposit)?;
    check_gate(a, &deposit, now)?;

    let (signer, decimals) = (AssetSigner::new(&a.asset), a.asset.decimals);
    a.asset.minted = checked(a.asset.minted.get().checked_add(deposit.amount as u128))?.into();
    cpi_token::mint_to(
        a.mint.cpi_handle_mut(),
        a.recipient_token.cpi_handle_mut(),
        a.asset.cpi_handle(),
        &signer,
        deposit.amount,
        decimals,
    );
    spend(
        &mut a.deposit.account().clone(),
        &mut a.rent_payer.account().clone(),
        &SpentDeposit {
            version: LAYOUT_VERSION,
            bump: deposit.bump,
            status: PodDepositStatus::Minted,
            _padding: [0; 5],
            ended_at: now,
        },
    )?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(DepositMinted {
        asset: deposit.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        deposit: *a.deposit.address(),
        id: deposit.id,
        recipient: deposit.recipient,
        amount: deposit.amount,
        round: a.attestation.round,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

fn check_accounts(a: &MintDeposit, deposit: &Deposit) -> Result<()> {
    require!(
        deposit.asset == *a.asset.address(),
        CustodyError::WrongDeposit
    );
    require!(
        deposit.rent_payer == *a.rent_payer.address(),
        CustodyError::WrongRentPayer
    );
    let seeds = [
        deposit.recipient.as_ref(),
        TOKEN_2022_PROGRAM_ID.as_ref(),
        a.asset.mint.as_ref(),
    ];
    let (associated, _) = find_program_address(&seeds, &ASSOCIATED_TOKEN_PROGRAM_ID);
    require!(
        associated == *a.recipient_token.address(),
        CustodyError::WrongRecipientAccount
    );
    let recipient_token = a.recipient_token.account();
    // Where nothing is at the address, Token-2022 says so.
    if !is_vacant(recipient_token) {
        require!(
            is_stock_account(&recipient_token.try_borrow()?),
            CustodyError::AccountOfEarlierMint
        );
    }
    Ok(())
}

/// The first check that fails names the error, so the order is part of the interface: stops, the
/// holder, the reserve, the limits, and last the deposit's own state.
fn check_gate(a: &mut MintDeposit, deposit: &Deposit, now: i64) -> Result<()> {
    let mint = a.mint.account().try_borrow()?;
    check_stops(&a.issuer, &a.asset, &mint)?;
    require!(a.registry.has_known_layout(), CustodyError::WrongRegistry);
    require!(!a.registry.is_paused(now), CustodyError::RegistryPaused);
    Holder {
        entry: a.recipient_entry.account(),
        registry: &a.issuer.registry,
        wallet: &deposit.recipient,
    }
    .check_recipient(&a.registry, now)?;
    check_backing(
        &a.issuer,
        &a.asset,
        &a.attestation,
        &mint,
        now,
        deposit.amount,
    )?;
    check_limits(&mut a.asset, &mint, now, deposit.amount)?;
    require!(now < deposit.expires_at, CustodyError::DepositExpired);
    require!(
        deposit.multiplier == stock_mint::effective_multiplier(&mint, now),
        CustodyError::DepositMultiplierChanged
    );
    Ok(())
}
