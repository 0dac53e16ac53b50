//! The mint gate: no token is minted without an attested share.

use {
    crate::{
        error::CustodyError,
        state::{checked, Asset, Attestation, Issuer, PodActionKind},
        stock_mint,
        wide::Multiplier,
    },
    anchor_lang::prelude::*,
    backstock_runtime::token::mint_supply,
};

/// Issuer, asset and token not stopped.
pub fn check_stops(issuer: &Issuer, asset: &Asset, mint: &[u8]) -> Result<()> {
    require!(issuer.mint_paused == 0, CustodyError::MintPaused);
    asset.assert_active()?;
    require!(!stock_mint::is_paused(mint), CustodyError::TokenPaused);
    Ok(())
}

/// Nothing overdue, and a reserve that covers the supply after minting `amount`.
pub fn check_backing(
    issuer: &Issuer,
    asset: &Asset,
    attestation: &Attestation,
    mint: &[u8],
    now: i64,
    amount: u64,
) -> Result<()> {
    require!(asset.overdue == 0, CustodyError::RedemptionOverdue);
    let multiplier = required_multiplier(asset, mint, now);
    check_reserve(issuer, asset, attestation, mint, now, amount, multiplier)
}

/// The reserve, in this order: a round of the attestors of now, young enough and newer than what has
/// happened since, covering the supply after minting `amount` at this multiplier (bits of a double).
pub fn check_reserve(
    issuer: &Issuer,
    asset: &Asset,
    attestation: &Attestation,
    mint: &[u8],
    now: i64,
    amount: u64,
    multiplier: u64,
) -> Result<()> {
    require!(attestation.round != 0, CustodyError::NotAttested);
    require!(
        attestation.epoch == issuer.attestor_epoch,
        CustodyError::AttestationEpochOld
    );
    let age = checked(now.checked_sub(attestation.as_of))?;
    require!(
        age <= asset.limits.max_attestation_age,
        CustodyError::AttestationTooOld
    );
    require!(
        attestation.as_of >= asset.attest_after
            && attestation.as_of >= split_effective_at(asset, now),
        CustodyError::AttestationBeforeEvent
    );
    let backed = backed_supply(asset, mint, attestation.redeemed_total.get(), amount)?;
    require!(
        Multiplier::from_bits(multiplier)?.is_covered(backed, attestation.shares),
        CustodyError::InsufficientReserve
    );
    Ok(())
}

/// Supply cap and mint rate. Writes the bucket's level after this mint.
pub fn check_limits(asset: &mut Asset, mint: &[u8], now: i64, amount: u64) -> Result<()> {
    let supply = checked(mint_supply(mint).checked_add(amount))?;
    require!(
        supply <= asset.limits.supply_cap,
        CustodyError::SupplyCapExceeded
    );
    let level_after = asset.mint_rate_level_at(now).checked_add(amount);
    require!(
        level_after.is_some_and(|level| level <= asset.limits.mint_rate_capacity),
        CustodyError::MintRateExceeded
    );
    asset.mint_rate_level = checked(level_after)?;
    asset.mint_rate_updated_at = now;
    Ok(())
}

/// Raw tokens that an attestation's shares must cover: the supply after minting `amount`, and what
/// has been burned for cash since the shares were counted, because its shares have been sold.
pub fn backed_supply(
    asset: &Asset,
    mint: &[u8],
    attested_redeemed: u128,
    amount: u64,
) -> Result<u64> {
    let redeemed_since = checked(asset.redeemed.get().checked_sub(attested_redeemed))?;
    let redeemed_since = u64::try_from(redeemed_since).ok();
    let supply = mint_supply(mint).checked_add(amount);
    checked(supply.and_then(|supply| redeemed_since.and_then(|since| supply.checked_add(since))))
}

/// The multiplier that the reserve is measured by, as bits of a double. For a dividend the larger of both, from
/// scheduling until the next action: the shares that are reinvested may arrive on either side of its
/// activation. Otherwise the effective one.
pub fn required_multiplier(asset: &Asset, mint: &[u8], now: i64) -> u64 {
    if asset.action.kind.0 == PodActionKind::Dividend.0 {
        asset.action.from.max(asset.action.to) // positive doubles order like their bits
    } else {
        stock_mint::effective_multiplier(mint, now)
    }
}

/// After a split, or another change of what a token stands for, only shares counted since count.
pub fn split_effective_at(asset: &Asset, now: i64) -> i64 {
    let kind = asset.action.kind.0;
    let changes_count = kind != PodActionKind::None.0 && kind != PodActionKind::Dividend.0;
    if changes_count && now >= asset.action.effective_at {
        asset.action.effective_at
    } else {
        i64::MIN
    }
}
