use anchor_lang::prelude::*;

pub const UNDERLYING_SEED: &[u8] = b"underlying";

/// Marks a security as the underlying of one mint: the same shares never back two mints of an issuer.
#[account]
pub struct Underlying {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    pub _padding: [u8; 2],
    /// 12: ASCII
    pub isin: [u8; 12],
    /// 24
    pub issuer: Address,
    /// 56
    pub mint: Address,
    /// 88
    pub reserved: [u8; 64],
}
