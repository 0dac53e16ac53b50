use anchor_lang::prelude::*;

pub const ATTESTATION_SEED: &[u8] = b"attestation";

/// What an attestor signs: so many shares were held for this mint at this time.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct Statement {
    /// unix seconds at which the shares were counted
    pub as_of: i64,
    /// raw shares, with the mint's decimals, segregated for this mint
    pub shares: u64,
    /// the asset's redeemed total at that time, raw
    pub redeemed_total: u128,
    /// of the report that the attestor publishes
    pub report_sha256: [u8; 32],
}

/// An attestor's statement that waits for identical ones. Each attestor has a slot, so that nobody's
/// statement blocks another's.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct PendingStatement {
    /// default for an empty slot
    pub attestor: Address,
    pub epoch: u64,
    pub as_of: i64,
    pub shares: u64,
    pub redeemed_total: PodU128,
    pub report_sha256: [u8; 32],
}

/// The last round of an asset's attestation, and the statements towards the next.
#[account]
pub struct Attestation {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    pub _padding: [u8; 6],
    /// 16
    pub asset: Address,
    /// 48: number of the last round, 0 before the first
    pub round: u64,
    /// 56: the issuer's attestor epoch of that round
    pub epoch: u64,
    /// 64: unix seconds at which the shares were counted
    pub as_of: i64,
    /// 72: unix seconds at which the threshold was reached
    pub recorded_at: i64,
    /// 80: raw shares
    pub shares: u64,
    /// 88: the asset's redeemed total at `as_of`, raw
    pub redeemed_total: PodU128,
    /// 104
    pub report_sha256: [u8; 32],
    /// 136: who signed that round
    pub attestors: [Address; 5],
    /// 296: by the attestor's place in the issuer
    pub pending: [PendingStatement; 5],
    /// 816
    pub reserved: [u8; 64],
}

impl PendingStatement {
    pub fn new(attestor: Address, epoch: u64, statement: &Statement) -> Self {
        Self {
            attestor,
            epoch,
            as_of: statement.as_of,
            shares: statement.shares,
            redeemed_total: statement.redeemed_total.into(),
            report_sha256: statement.report_sha256,
        }
    }

    /// The same statement by whomever, under the same set of attestors.
    pub fn agrees_with(&self, other: &Self) -> bool {
        self.epoch == other.epoch
            && self.as_of == other.as_of
            && self.shares == other.shares
            && self.redeemed_total == other.redeemed_total
            && self.report_sha256 == other.report_sha256
    }
}
