use {super::PodActionKind, anchor_lang::prelude::*};

pub const CORPORATE_ACTION_SEED: &[u8] = b"action";

#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum CorporateActionStatus {
    /// in force from its time on; Token-2022 activates it, nobody has to call
    Scheduled = 0,
    /// taken back before its time
    Cancelled = 1,
}

/// A corporate action, kept for ever.
#[account]
pub struct CorporateAction {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10
    pub kind: PodActionKind,
    /// 11
    pub status: PodCorporateActionStatus,
    /// 12: Split only: so many tokens' worth of shares now ...
    pub numerator: u16,
    /// 14: Split only: ... for so many before
    pub denominator: u16,
    /// 16
    pub asset: Address,
    /// 48: part of the address
    pub number: u64,
    /// 56: multiplier before, bits of a double
    pub from: u64,
    /// 64: multiplier after, bits of a double
    pub to: u64,
    /// 72: unix seconds
    pub effective_at: i64,
    /// 80: unix seconds
    pub scheduled_at: i64,
    /// 88: of the issuer's announcement
    pub document_sha256: [u8; 32],
    /// 120
    pub reserved: [u8; 64],
}
