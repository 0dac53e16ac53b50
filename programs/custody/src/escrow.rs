//! What leaves an escrow: burned, or sent. Both work while the token is paused, because nobody's pause holds
//! back an exit.

use {
    crate::{
        cpi_token::{self, AssetSigner, HookAccounts, StockTransfer},
        state::Asset,
        stock_mint,
    },
    anchor_lang::prelude::*,
};

/// Burns raw tokens of the escrow. Mint and escrow are the asset's: the caller has checked them.
pub fn burn_from_escrow(
    asset: &Account<Asset>,
    mint: &mut UncheckedAccount,
    escrow: &mut UncheckedAccount,
    amount: u64,
) -> Result<()> {
    while_resumed(asset, mint, |mint, signer| {
        cpi_token::burn(
            escrow.cpi_handle_mut(),
            mint.cpi_handle_mut(),
            asset.cpi_handle(),
            signer,
            amount,
            asset.decimals,
        );
    })
}

/// Where tokens of the escrow go to, and what the hook asks for.
pub struct FromEscrow<'a> {
    pub escrow: &'a AccountView,
    pub destination: &'a AccountView,
    pub hook: HookAccounts<'a>,
}

/// Sends raw tokens of the escrow. Mint and escrow are the asset's: the caller has checked them, and the
/// destination.
pub fn send_from_escrow(
    asset: &Account<Asset>,
    mint: &mut UncheckedAccount,
    accounts: FromEscrow,
    amount: u64,
) -> Result<()> {
    while_resumed(asset, mint, |mint, signer| {
        let transfer = StockTransfer {
            source: accounts.escrow,
            mint: mint.account(),
            destination: accounts.destination,
            asset: asset.account(),
            hook: accounts.hook,
        };
        transfer.invoke(asset.is_hooked(), signer, amount, asset.decimals);
    })
}

/// Acts with the token resumed, and pauses it again where it was paused. Nothing else of the transaction can
/// come in between.
#[inline(always)]
fn while_resumed(
    asset: &Account<Asset>,
    mint: &mut UncheckedAccount,
    act: impl FnOnce(&mut UncheckedAccount, &AssetSigner),
) -> Result<()> {
    let signer = AssetSigner::new(asset);
    let is_paused = stock_mint::is_paused(&mint.account().try_borrow()?);
    if is_paused {
        cpi_token::resume(mint.cpi_handle_mut(), asset.cpi_handle(), &signer);
    }
    act(mint, &signer);
    if is_paused {
        cpi_token::pause(mint.cpi_handle_mut(), asset.cpi_handle(), &signer);
    }
    Ok(())
}
