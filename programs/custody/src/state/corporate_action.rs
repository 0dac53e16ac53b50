use {
    super::{PodActionKind, DAY, HOUR},
    crate::error::CustodyError,
    anchor_lang::prelude::*,
};

pub const CORPORATE_ACTION_SEED: &[u8] = b"action";
/// A split's numerator and denominator are at most this.
pub const MAX_SPLIT_TERM: u16 = 1_000;
/// Seconds.
pub const DIVIDEND_NOTICE: i64 = HOUR;
/// Seconds; of splits and decreases.
pub const ACTION_NOTICE: i64 = DAY;
/// Seconds.
const LONGEST_NOTICE: i64 = 366 * DAY;

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

/// Checks that the action is named by its document.
pub fn check_document(sha256: &[u8; 32]) -> Result<()> {
    require!(*sha256 != [0; 32], CustodyError::DocumentMissing);
    Ok(())
}

/// Checks the seconds from now until an action is effective; both ends of the range pass.
pub fn check_notice(effective_at: i64, now: i64, least: i64) -> Result<()> {
    let notice = effective_at.saturating_sub(now);
    require!(notice >= least, CustodyError::NoticeTooShort);
    require!(notice <= LONGEST_NOTICE, CustodyError::NoticeTooLong);
    Ok(())
}
