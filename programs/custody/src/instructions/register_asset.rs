use {
    crate::{
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{AssetRegistered, Totals},
        isin,
        state::*,
        stock_mint,
    },
    anchor_lang::{bytemuck::Zeroable, prelude::*},
    backstock_runtime::{
        clock,
        create::{create, is_vacant},
        token::{
            account_amount, is_owners_alone, is_stock_account, is_usable, mint_decimals,
            ASSOCIATED_TOKEN_PROGRAM_ID, STOCK_ACCOUNT_LEN, TOKEN_2022_PROGRAM_ID,
        },
        vacant_or::VacantOr,
    },
    compliance::state::{Registry, RegistryLog},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RegisterAssetArgs {
    /// ASCII, with its check digit
    pub isin: [u8; 12],
    pub limits: Limits,
}

#[derive(Accounts)]
#[instruction(args: RegisterAssetArgs)]
pub struct RegisterAsset {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = issuer.authority @ CustodyError::NotAuthority)]
    pub authority: Signer,
    pub issuer: Account<Issuer>,
    pub mint: UncheckedAccount,
    #[account(mut, seeds = [ASSET_SEED, issuer.address().as_ref(), mint.address().as_ref()], bump)]
    pub asset: VacantOr<(Asset, AssetStatus, ActionKind)>,
    #[account(mut, seeds = [UNDERLYING_SEED, issuer.address().as_ref(), args.isin.as_ref()], bump)]
    pub underlying: VacantOr<Underlying>,
    #[account(mut, seeds = [ATTESTATION_SEED, asset.address().as_ref()], bump)]
    pub attestation: VacantOr<Attestation>,
    /// the asset's associated account of the mint
    #[account(mut, seeds = [asset.address().as_ref(), TOKEN_2022_PROGRAM_ID.as_ref(), mint.address().as_ref()], bump, seeds::program = ASSOCIATED_TOKEN_PROGRAM_ID)]
    pub escrow: UncheckedAccount,
    #[account(address = issuer.registry @ CustodyError::WrongRegistry)]
    pub registry: Account<Registry>,
    /// written where the mint has the hook
    #[account(mut)]
    pub registry_log: Account<RegistryLog>,
    /// created where the mint has the hook
    #[account(mut)]
    pub validation: UncheckedAccount,
    #[account(address = compliance::ID @ CustodyError::WrongProgram)]
    pub compliance_program: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
    #[account(address = ASSOCIATED_TOKEN_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub associated_token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

pub fn register_asset(ctx: &mut Context<RegisterAsset>, args: RegisterAssetArgs) -> Result<()> {
    let now = clock::now()?;
    let bumps = &ctx.bumps;
    let a = &mut ctx.accounts;
    require!(is_vacant(a.asset.account()), CustodyError::AssetExists);
    require!(isin::is_valid(&args.isin), CustodyError::InvalidIsin);
    require!(
        is_vacant(a.underlying.account()),
        CustodyError::UnderlyingTaken
    );
    args.limits.assert_in_range()?;
    let checked_mint = stock_mint::check_new(a.mint.account(), a.asset.address())?;
    let decimals = mint_decimals(&a.mint.account().try_borrow()?);

    let (issuer, mint) = (*a.issuer.address(), *a.mint.address());
    let address = *a.asset.address();
    let asset = Asset {
        version: LAYOUT_VERSION,
        bump: bumps.asset,
        status: PodAssetStatus::Active,
        profile: checked_mint.profile.into(),
        decimals,
        isin: args.isin,
        symbol: checked_mint.symbol,
        issuer,
        mint,
        escrow: *a.escrow.address(),
        limits: args.limits,
        mint_rate_updated_at: now,
        sequence: 1,
        ..Asset::zeroed()
    };
    let underlying = Underlying {
        version: LAYOUT_VERSION,
        bump: bumps.underlying,
        _padding: [0; 2],
        isin: args.isin,
        issuer,
        mint,
        reserved: [0; 64],
    };
    let attestation = Attestation {
        version: LAYOUT_VERSION,
        bump: bumps.attestation,
        asset: address,
        ..Attestation::zeroed()
    };

    let payer = *a.payer.account();
    create(
        &payer,
        &mut a.asset.account().clone(),
        &[ASSET_SEED, issuer.as_ref(), mint.as_ref(), &[asset.bump]],
        &asset,
    )?;
    create(
        &payer,
        &mut a.underlying.account().clone(),
        &[
            UNDERLYING_SEED,
            issuer.as_ref(),
            &args.isin,
            &[underlying.bump],
        ],
        &underlying,
    )?;
    create(
        &payer,
        &mut a.attestation.account().clone(),
        &[ATTESTATION_SEED, address.as_ref(), &[attestation.bump]],
        &attestation,
    )?;
    cpi_token::create_associated_account(
        a.payer.cpi_handle_mut(),
        a.escrow.cpi_handle_mut(),
        a.asset.cpi_handle(),
        a.mint.cpi_handle(),
        a.system_program.cpi_handle(),
        a.token_program.cpi_handle(),
    );
    check_escrow(a.escrow.account())?;
    if checked_mint.profile == MintProfile::Hooked {
        register_with_compliance(a, &AssetSigner::new(&asset))?;
    }

    emit!(AssetRegistered {
        asset: address,
        sequence: asset.sequence,
        at: now,
        issuer,
        mint,
        profile: checked_mint.profile,
        isin: args.isin,
        symbol: asset.symbol,
        decimals,
        limits: args.limits,
        totals: Totals::new(&asset, 0),
    });
    Ok(())
}

/// Anybody can create the escrow before this does, also for an earlier mint at the same address, and
/// whoever held the mint's keys until now could freeze it. No instruction ever mends an escrow.
fn check_escrow(escrow: &AccountView) -> Result<()> {
    let data = escrow.try_borrow()?;
    let is_new = data.len() == STOCK_ACCOUNT_LEN
        && is_stock_account(&data)
        && is_usable(&data)
        && is_owners_alone(&data)
        && account_amount(&data) == 0;
    require!(is_new, CustodyError::EscrowNotNew);
    Ok(())
}

/// Has the compliance program create the mint's validation account, with the asset as controller.
fn register_with_compliance(a: &mut RegisterAsset, signer: &AssetSigner) -> Result<()> {
    let asset = a.asset.cpi_handle().as_signer();
    compliance::cpi::register_mint(CpiContext::new_with_signer(
        &compliance::ID,
        compliance::cpi::accounts::RegisterMint {
            payer: a.payer.cpi_handle_mut(),
            controller: asset,
            hook_authority: asset,
            mint: a.mint.cpi_handle(),
            registry: a.registry.cpi_handle(),
            log: a.registry_log.cpi_handle_mut(),
            validation: a.validation.cpi_handle_mut(),
            system_program: a.system_program.cpi_handle(),
        },
        &[&signer.seeds()],
    ))
}
