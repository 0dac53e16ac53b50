//! The bridge between the SPL transfer-hook interface and Anchor's dispatch.

use {crate::error::ComplianceError, anchor_lang::Discriminator};

/// First eight bytes of sha256("spl-transfer-hook-interface:execute").
pub const EXECUTE_DISCRIMINATOR: [u8; 8] = [105, 37, 101, 197, 75, 251, 102, 26];

/// Source, mint, destination, authority, validation account, registry and two entries.
const EXECUTE_ACCOUNTS: u64 = 8;

/// Anchor 2 allows custom discriminators of one byte only, so the interface's is rewritten to that of
/// the handler. Whoever leaves out the validation account gets the hook called with four accounts:
/// refused here, because Anchor would answer with a code that is not ours.
pub fn before_dispatch(accounts: u64, data: &mut [u8]) -> Option<u32> {
    let handler = crate::instruction::Execute::DISCRIMINATOR;
    if data.starts_with(&EXECUTE_DISCRIMINATOR) {
        data[..8].copy_from_slice(handler);
    }
    if data.starts_with(handler) && accounts < EXECUTE_ACCOUNTS {
        return Some(ComplianceError::AccountsMissing.code());
    }
    None
}
