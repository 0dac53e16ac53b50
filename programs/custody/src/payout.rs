//! How an owner wants to be paid, asked with the request or, after a recovery, by the new owner.

use {
    crate::{
        cash::{check_cash_mint, check_destination},
        error::CustodyError,
        state::{Issuer, PayoutKind},
    },
    anchor_lang::prelude::*,
};

/// How the owner wants to be paid.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum Payout {
    /// to the destination account, in the cash mint: raw cash for the whole amount, at least
    OnChain { least_cash: u64 },
    /// by a payment instruction that the parties hold
    OffChain { instruction_sha256: [u8; 32] },
}

/// A payout as the redemption and its events have it; what does not apply is zero.
pub struct CheckedPayout {
    pub kind: PayoutKind,
    pub least_cash: u64,
    pub cash_mint: Address,
    pub destination: Address,
    pub instruction_sha256: [u8; 32],
}

/// Checks that the payout can be paid as things are: in cash that the issuer accepts, of which something
/// arrives. Inlined, it would cost a request 300 CU more.
#[inline(never)]
pub fn check_payout(
    issuer: &Issuer,
    cash_mint: Option<&UncheckedAccount>,
    destination: Option<&UncheckedAccount>,
    payout: Payout,
) -> Result<CheckedPayout> {
    let least_cash = match payout {
        Payout::OnChain { least_cash } => least_cash,
        Payout::OffChain { instruction_sha256 } => {
            return Ok(CheckedPayout {
                kind: PayoutKind::OffChain,
                least_cash: 0,
                cash_mint: Address::default(),
                destination: Address::default(),
                instruction_sha256,
            })
        }
    };
    let (Some(cash_mint), Some(destination)) = (cash_mint, destination) else {
        return Err(CustodyError::PayoutAccountsMissing.into());
    };
    require!(
        issuer.accepts_cash(cash_mint.address()),
        CustodyError::CashMintNotAccepted
    );
    require!(least_cash > 0, CustodyError::ZeroLeastCash);
    check_cash_mint(cash_mint.account())?;
    check_destination(cash_mint.account(), destination.account())?;
    Ok(CheckedPayout {
        kind: PayoutKind::OnChain,
        least_cash,
        cash_mint: *cash_mint.address(),
        destination: *destination.address(),
        instruction_sha256: [0; 32],
    })
}
