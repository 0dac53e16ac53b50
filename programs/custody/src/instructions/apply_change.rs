use {
    crate::{
        cash::check_cash_mints,
        error::CustodyError,
        events::{AssetDelisted, ChangeApplied, LimitsSet, Totals},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(Accounts)]
pub struct ApplyChange {
    #[account(mut)]
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&change.issuer, issuer.address()) @ CustodyError::WrongChange,
    )]
    pub change: Account<Change>,
    /// for Limits and Delist
    #[account(mut)]
    pub asset: Option<Account<Asset>>,
    /// for Limits and Delist
    pub mint: Option<UncheckedAccount>,
    #[account(mut, unsafe(dup), address = change.rent_payer @ CustodyError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

pub fn apply_change(ctx: &mut Context<ApplyChange>) -> Result<()> {
    let now = clock::now()?;
    let following = ctx.remaining_accounts()?;
    let a = &mut ctx.accounts;
    require!(now >= a.change.earliest_at, CustodyError::ChangeTooEarly);
    require!(now <= a.change.expires_at, CustodyError::ChangeExpired);
    check_asset(a)?;
    a.change.assert_current(&a.issuer, a.asset.as_deref())?;
    if a.change.kind.0 == PodChangeKind::CashMints.0 {
        let mints = check_cash_mints(&following)?;
        require!(
            mints == a.change.keys[..MAX_CASH_MINTS],
            CustodyError::CashMintsMismatch
        );
    }

    a.change.apply_to_issuer(&mut a.issuer)?;
    a.issuer.end_change()?;
    emit!(ChangeApplied {
        issuer: a.change.issuer,
        sequence: a.issuer.next_sequence()?,
        at: now,
        number: a.change.number,
        kind: a.change.kind.into(),
        attestor_epoch: a.issuer.attestor_epoch,
    });
    apply_to_asset(a, now)?;
    a.change.close(*a.rent_payer.account())
}

/// The asset and its mint are there where the change is about an asset, and only there.
fn check_asset(a: &ApplyChange) -> Result<()> {
    if !a.change.is_about_asset() {
        let is_absent = a.asset.is_none() && a.mint.is_none();
        require!(is_absent, CustodyError::ChangeAssetNotExpected);
        return Ok(());
    }
    let (Some(asset), Some(mint)) = (&a.asset, &a.mint) else {
        return Err(CustodyError::ChangeAssetMissing.into());
    };
    require!(
        *asset.address() == a.change.asset,
        CustodyError::WrongChange
    );
    require!(*mint.address() == asset.mint, CustodyError::WrongMint);
    Ok(())
}

fn apply_to_asset(a: &mut ApplyChange, now: i64) -> Result<()> {
    let (Some(asset), Some(mint)) = (&mut a.asset, &a.mint) else {
        return Ok(());
    };
    a.change.apply_to_asset(asset, now)?;
    let address = *asset.address();
    let sequence = asset.next_sequence()?;
    let totals = Totals::new(asset, mint_supply(&mint.account().try_borrow()?));
    if a.change.kind.0 == PodChangeKind::Delist.0 {
        emit!(AssetDelisted {
            asset: address,
            sequence,
            at: now,
            totals,
        });
    } else {
        emit!(LimitsSet {
            asset: address,
            sequence,
            at: now,
            limits: asset.limits,
            totals,
        });
    }
    Ok(())
}
