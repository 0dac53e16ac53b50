use {
    crate::{
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{TokenResumed, Totals},
        state::*,
        stock_mint,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        token::{mint_supply, TOKEN_2022_PROGRAM_ID},
    },
};

#[derive(Accounts)]
pub struct ResumeToken {
    /// the authority or the pauser; anybody once the pause has expired
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

pub fn resume_token(ctx: &mut Context<ResumeToken>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let is_paused = stock_mint::is_paused(&a.mint.account().try_borrow()?);
    require!(is_paused, CustodyError::TokenNotPaused);
    let unused = a.asset.token_paused_until.saturating_sub(now);
    if unused > 0 {
        require!(
            a.issuer.is_authority_or_pauser(a.signer.address()),
            CustodyError::PauseNotExpired
        );
        let budget = a.asset.pause_budget().refund(now, unused);
        a.asset.set_pause_budget(budget);
    }
    a.asset.token_paused_until = 0;

    cpi_token::resume(
        a.mint.cpi_handle_mut(),
        a.asset.cpi_handle(),
        &AssetSigner::new(&a.asset),
    );

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(TokenResumed {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        signer: *a.signer.address(),
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
