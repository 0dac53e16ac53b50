//! One event for each change of state, with its account's next sequence and the totals after it:
//! whoever replays them has the balance sheet, and a lost line is repaired by the next.

use {
    crate::state::{
        ActionKind, Asset, ChangeKind, Limits, MintProfile, PayoutKind, RedemptionStatus,
        RejectReason, Role, Statement,
    },
    alloc::string::String,
    anchor_lang::prelude::*,
};

/// What of a mint's metadata is changed.
#[derive(Clone, Copy, PartialEq, Eq, AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum MetadataField {
    Name,
    Symbol,
    Uri,
}

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

#[event]
pub struct DepositVoided {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub deposit: Address,
    pub id: [u8; 32],
    pub recipient: Address,
    /// raw shares that have left
    pub shares: u64,
    /// raw tokens that are not minted
    pub amount: u64,
    pub totals: Totals,
}

#[event]
pub struct RedemptionAccepted {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    /// the sequence that names the redemption
    pub redemption_sequence: u64,
    pub owner: Address,
    /// unix seconds
    pub deadline: i64,
    pub totals: Totals,
}

#[event]
pub struct RedemptionSettledOffChain {
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
    /// of the wire
    pub reference: [u8; 32],
    pub status: RedemptionStatus,
    pub totals: Totals,
}

#[event]
pub struct RedemptionRejected {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    /// the sequence that names the redemption
    pub redemption_sequence: u64,
    pub owner: Address,
    pub reason: RejectReason,
    /// raw, waits in escrow for its owner
    pub amount: u64,
    pub totals: Totals,
}

#[event]
pub struct RedemptionClaimed {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    /// the sequence that names the redemption
    pub redemption_sequence: u64,
    pub owner: Address,
    /// raw, returned
    pub amount: u64,
    pub destination: Address,
    pub totals: Totals,
}

/// Nothing of the asset is minted until this redemption has ended.
#[event]
pub struct RedemptionFlagged {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    /// the sequence that names the redemption
    pub redemption_sequence: u64,
    pub owner: Address,
    /// raw, open
    pub amount: u64,
    /// unix seconds
    pub deadline: i64,
    pub totals: Totals,
}

#[event]
pub struct RedemptionSeized {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    /// the sequence that names the redemption
    pub redemption_sequence: u64,
    pub owner: Address,
    /// raw
    pub amount: u64,
    pub receiver: Address,
    pub destination: Address,
    pub case_sha256: [u8; 32],
    pub totals: Totals,
}

#[event]
pub struct RedemptionRecovered {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    /// the sequence that named it before; from now on this event's does
    pub redemption_sequence: u64,
    pub old_owner: Address,
    pub new_owner: Address,
    /// raw, open: the redemption's amount from now on, where it was not rejected
    pub amount: u64,
    pub case_sha256: [u8; 32],
    pub totals: Totals,
}

#[event]
pub struct PayoutNamed {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub redemption: Address,
    /// the sequence that named it before; from now on this event's does
    pub redemption_sequence: u64,
    pub owner: Address,
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
pub struct ActionApproved {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub attestor: Address,
    pub epoch: u64,
    pub document_sha256: [u8; 32],
    /// multiplier after, bits of a double
    pub to: u64,
    /// unix seconds
    pub effective_at: i64,
    /// approvals so far, this one included
    pub approvals: u8,
    pub totals: Totals,
}

#[event]
pub struct ActionScheduled {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub number: u64,
    pub kind: ActionKind,
    /// Split only
    pub numerator: u16,
    /// Split only
    pub denominator: u16,
    /// multiplier before, bits of a double
    pub from: u64,
    /// multiplier after, bits of a double
    pub to: u64,
    /// unix seconds
    pub effective_at: i64,
    pub document_sha256: [u8; 32],
    pub totals: Totals,
}

#[event]
pub struct ActionCancelled {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub number: u64,
    /// multiplier that stays, bits of a double
    pub multiplier: u64,
    pub totals: Totals,
}

#[event]
pub struct HolderFrozen {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    /// token account
    pub account: Address,
    pub holder: Address,
    pub totals: Totals,
}

#[event]
pub struct HolderThawed {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    /// token account
    pub account: Address,
    pub holder: Address,
    pub totals: Totals,
}

#[event]
pub struct TransferForced {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    /// token account
    pub source: Address,
    pub from: Address,
    /// token account
    pub destination: Address,
    pub to: Address,
    /// raw
    pub amount: u64,
    pub case_sha256: [u8; 32],
    pub totals: Totals,
}

#[event]
pub struct AccountRecovered {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    /// token account
    pub source: Address,
    pub from: Address,
    /// token account
    pub destination: Address,
    pub to: Address,
    /// raw
    pub amount: u64,
    pub case_sha256: [u8; 32],
    pub totals: Totals,
}

/// What somebody had sent to the escrow without a request.
#[event]
pub struct EscrowSwept {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    /// raw, burned
    pub amount: u64,
    pub totals: Totals,
}

#[event]
pub struct MetadataUpdated {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub field: MetadataField,
    pub value: String,
    pub totals: Totals,
}

#[event]
pub struct LimitsSet {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub limits: Limits,
    pub totals: Totals,
}

#[event]
pub struct AssetHalted {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub totals: Totals,
}

#[event]
pub struct AssetResumed {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub totals: Totals,
}

#[event]
pub struct AssetDelisted {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub totals: Totals,
}

#[event]
pub struct TokenPaused {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub signer: Address,
    /// unix seconds
    pub paused_until: i64,
    pub totals: Totals,
}

#[event]
pub struct TokenResumed {
    pub asset: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub signer: Address,
    pub totals: Totals,
}

#[event]
pub struct AuthorityAccepted {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub old_authority: Address,
    pub new_authority: Address,
}

#[event]
pub struct ChangeProposed {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub change: Address,
    pub number: u64,
    pub kind: ChangeKind,
    /// Role only
    pub role: Role,
    /// Attestors only
    pub threshold: u8,
    /// Limits and Delist only
    pub asset: Address,
    /// the new key (Role, in the first place), attestors or cash mints
    pub keys: [Address; 5],
    /// Limits only
    pub limits: Limits,
    /// unix seconds
    pub earliest_at: i64,
    /// unix seconds
    pub expires_at: i64,
}

#[event]
pub struct ChangeApplied {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub number: u64,
    pub kind: ChangeKind,
    /// after this
    pub attestor_epoch: u64,
}

#[event]
pub struct ChangeCancelled {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub number: u64,
    pub kind: ChangeKind,
    pub signer: Address,
}

#[event]
pub struct RoleRevoked {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub role: Role,
    pub key: Address,
    pub signer: Address,
}

#[event]
pub struct AttestorRevoked {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub attestor: Address,
    /// after this
    pub attestor_epoch: u64,
    pub signer: Address,
}

#[event]
pub struct MintPaused {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
    pub signer: Address,
}

#[event]
pub struct MintResumed {
    pub issuer: Address,
    pub sequence: u64,
    /// unix seconds
    pub at: i64,
}
