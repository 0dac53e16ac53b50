//! One event for each change of state, with its account's next sequence and the totals after it:
//! whoever replays them has the balance sheet, and a lost line is repaired by the next.

use {
    crate::state::{Asset, Limits, MintProfile, PayoutKind, RedemptionStatus, Statement},
    anchor_lang::prelude::*,
};

/// An asset's balance sheet, raw.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct Totals {
    pub supply: u64,
    pub escrowed: u64,
    pub minted: u128,
    pub redeemed: u128,
    /// redemptions flagged as overdue
    pub overdue: u64,
}

impl Totals {
    pub fn new(asset: &Asset, supply: u64) -> Self {
        Self {
            supply,
            escrowed: asset.escrowed,
            minted: asset.minted.get(),
            redeemed: asset.redeemed.get(),
            overdue: asset.overdue,
        }
    }
}

#[event]
pub struct IssuerCreated {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub registry: Address,
    pub authority: Address,
    pub custodian: Address,
    pub minter: Address,
    pub redeemer: Address,
    pub pauser: Address,
    pub action_officer: Address,
    pub compliance_officer: Address,
    pub attestors: [Address; 5],
    pub threshold: u8,
    pub cash_mints: [Address; 4],
    /// seconds
    pub change_delay: i64,
}

#[event]
pub struct AssetRegistered {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub issuer: Address,
    pub mint: Address,
    pub profile: MintProfile,
    pub isin: [u8; 12],
    pub symbol: [u8; 16],
    pub decimals: u8,
    pub limits: Limits,
    pub totals: Totals,
}

/// A statement that waits for identical ones.
#[event]
pub struct StatementSubmitted {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub attestor: Address,
    pub epoch: u64,
    pub statement: Statement,
    /// identical statements so far, this one included
    pub agreeing: u8,
    pub totals: Totals,
}

/// The threshold-th identical statement has made a round.
#[event]
pub struct RoundRecorded {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub round: u64,
    pub epoch: u64,
    pub statement: Statement,
    pub attestors: [Address; 5],
    pub totals: Totals,
}

/// A round covers less than the supply. Follows its RoundRecorded.
#[event]
pub struct Undercollateralized {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub round: u64,
    /// attested, raw
    pub shares: u64,
    /// raw tokens that the shares should cover; the largest u64 where that can't be computed
    pub backed_supply: u64,
    pub totals: Totals,
}

#[event]
pub struct DepositRecorded {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub deposit: Address,
    pub id: [u8; 32],
    pub recipient: Address,
    /// raw
    pub shares: u64,
    /// bits of a double
    pub multiplier: u64,
    /// raw
    pub amount: u64,
    /// unix seconds
    pub expires_at: i64,
    pub reference: [u8; 32],
    pub totals: Totals,
}

#[event]
pub struct DepositMinted {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub deposit: Address,
    pub id: [u8; 32],
    pub recipient: Address,
    /// raw
    pub amount: u64,
    /// the attestation's round that the gate has measured by
    pub round: u64,
    pub totals: Totals,
}

#[event]
pub struct RedemptionRequested {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    pub owner: Address,
    /// raw
    pub amount: u64,
    pub payout: PayoutKind,
    pub cash_mint: Address,
    /// raw cash
    pub least_cash: u64,
    pub destination: Address,
    pub instruction_sha256: [u8; 32],
    /// unix seconds
    pub deadline: i64,
    pub totals: Totals,
}

#[event]
pub struct RedemptionSettled {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    /// the sequence that names the redemption
    pub redemption_sequence: u64,
    pub owner: Address,
    /// raw, burned by this
    pub amount: u64,
    /// raw, burned so far
    pub settled: u64,
    pub cash_mint: Address,
    /// raw cash that the destination gained by this
    pub cash: u64,
    /// raw cash so far
    pub paid: u64,
    pub status: RedemptionStatus,
    pub totals: Totals,
}

#[event]
pub struct RedemptionCancelled {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    pub redemption_sequence: u64,
    pub owner: Address,
    /// raw, returned
    pub amount: u64,
    pub destination: Address,
    pub totals: Totals,
}

#[event]
pub struct RedemptionClosed {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    pub redemption_sequence: u64,
    pub rent_payer: Address,
    pub totals: Totals,
}
