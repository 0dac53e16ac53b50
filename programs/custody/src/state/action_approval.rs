use anchor_lang::prelude::*;

pub const ACTION_APPROVAL_SEED: &[u8] = b"approval";

/// The attestors' approvals of one decrease of the multiplier, until it is scheduled. Document, multiplier
/// and time are part of the address, so that nobody's approval of something else stands in the way.
#[account]
pub struct ActionApproval {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    pub _padding: [u8; 6],
    /// 16
    pub asset: Address,
    /// 48
    pub document_sha256: [u8; 32],
    /// 80: multiplier after, bits of a double
    pub to: u64,
    /// 88: unix seconds
    pub effective_at: i64,
    /// 96: the attestor epoch that the approvals are of
    pub epoch: u64,
    /// 104: who has approved, by their place in the issuer
    pub attestors: [Address; 5],
    /// 264: who paid the rent and gets it back
    pub rent_payer: Address,
    /// 296
    pub reserved: [u8; 64],
}
