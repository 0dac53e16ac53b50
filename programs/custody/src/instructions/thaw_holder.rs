use {
    super::holder_account::{check_holder_account, HolderAccount},
    crate::{
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{HolderThawed, Totals},
    },
    anchor_lang::prelude::*,
    backstock_runtime::{
        clock,
        token::{is_frozen, mint_supply},
    },
};

pub fn thaw_holder(ctx: &mut Context<HolderAccount>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let holder = check_holder_account(&a.asset, a.holder_token.account())?;
    require!(
        is_frozen(&a.holder_token.account().try_borrow()?),
        CustodyError::AccountNotFrozen
    );

    cpi_token::thaw(
        a.holder_token.cpi_handle_mut(),
        a.mint.cpi_handle(),
        a.asset.cpi_handle(),
        &AssetSigner::new(&a.asset),
    );

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(HolderThawed {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        account: *a.holder_token.address(),
        holder,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
