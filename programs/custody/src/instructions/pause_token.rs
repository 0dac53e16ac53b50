use {
    crate::{
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{TokenPaused, Totals},
        state::*,
        stock_mint,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock::{self, HOUR},
        token::{mint_supply, TOKEN_2022_PROGRAM_ID},
    },
    compliance::pause::MAX_PAUSE,
};

/// Seconds. Token-2022 stays paused until somebody resumes it, so that short pauses, one after the other, would stop
/// transfers for far longer than they cost.
const MIN_PAUSE: i64 = HOUR;

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct PauseTokenArgs {
    /// seconds: 1 hour to 72 hours
    pub seconds: i64,
}

#[derive(Accounts)]
pub struct PauseToken {
    /// the authority or the pauser
    #[account(constraint = issuer.is_authority_or_pauser(signer.address()) @ CustodyError::NotAuthorityOrPauser)]
    pub signer: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(mut, address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

pub fn pause_token(ctx: &mut Context<PauseToken>, args: PauseTokenArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(
        (MIN_PAUSE..=MAX_PAUSE).contains(&args.seconds),
        CustodyError::InvalidPause
    );
    let is_paused = stock_mint::is_paused(&a.mint.account().try_borrow()?);
    require!(
        !is_paused || now >= a.asset.token_paused_until,
        CustodyError::TokenPaused
    );
    let budget = a.asset.pause_budget().charge(now, args.seconds);
    a.asset
        .set_pause_budget(budget.ok_or(CustodyError::PauseBudgetSpent)?);
    let paused_until = checked(now.checked_add(args.seconds))?;
    a.asset.token_paused_until = paused_until;
    // One that has expired, and that nobody has ended, is as paused as a new one.
    if !is_paused {
        cpi_token::pause(
            a.mint.cpi_handle_mut(),
            a.asset.cpi_handle(),
            &AssetSigner::new(&a.asset),
        );
    }

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(TokenPaused {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        signer: *a.signer.address(),
        paused_until,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
