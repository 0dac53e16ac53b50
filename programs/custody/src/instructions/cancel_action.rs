use {
    crate::{
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{ActionCancelled, Totals},
        state::*,
        stock_mint,
    },
    anchor_lang::{address_eq, bytemuck::Zeroable, prelude::*},
    backstock_runtime::{
        clock,
        token::{mint_supply, TOKEN_2022_PROGRAM_ID},
    },
};

#[derive(Accounts)]
pub struct CancelAction {
    /// the action officer; the authority or the pauser too, because a stolen officer's key must not have
    /// the last word
    #[account(constraint = may_cancel(&issuer, signer.address()) @ CustodyError::NotActionOfficer)]
    pub signer: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(mut, address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(
        mut,
        constraint = address_eq(&corporate_action.asset, asset.address()) @ CustodyError::WrongAction,
    )]
    pub corporate_action: Account<CorporateAction>,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

pub fn cancel_action(ctx: &mut Context<CancelAction>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(
        a.asset.has_pending_action(now) && a.corporate_action.number == a.asset.action.number,
        CustodyError::ActionNotPending
    );

    let multiplier = stock_mint::effective_multiplier(&a.mint.account().try_borrow()?, now);
    let signer = AssetSigner::new(&a.asset);
    cpi_token::update_multiplier(
        a.mint.cpi_handle_mut(),
        a.asset.cpi_handle(),
        &signer,
        multiplier,
        0,
    );
    let supply = {
        let mint = a.mint.account().try_borrow()?;
        stock_mint::check_multipliers(&mint, multiplier, multiplier, 0)?;
        mint_supply(&mint)
    };
    // A split that is called off may have happened to the shares all the same: they are counted anew.
    if a.asset.action.kind.0 != PodActionKind::Dividend.0 {
        a.asset.attest_after = a.asset.attest_after.max(now);
    }
    a.asset.action = Action::zeroed();
    a.corporate_action.status = PodCorporateActionStatus::Cancelled;
    emit!(ActionCancelled {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        number: a.corporate_action.number,
        multiplier,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

fn may_cancel(issuer: &Issuer, signer: &Address) -> bool {
    address_eq(signer, &issuer.action_officer) || issuer.is_authority_or_pauser(signer)
}
