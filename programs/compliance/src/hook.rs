//! The SPL transfer-hook interface, before Anchor's dispatch.

use {
    crate::{
        error::ComplianceError,
        instructions::execute::{decide, HookCall},
        state::EXECUTE_DISCRIMINATOR,
    },
    anchor_lang::prelude::*,
    backstock_runtime::{entrypoint::Input, token::u64_at},
};

/// Source, mint, destination, authority, validation account, registry and two entries.
pub const EXECUTE_ACCOUNTS: usize = 8;

/// Discriminator and amount.
const EXECUTE_LEN: usize = 16;

/// Answers Token-2022's call of `execute` and leaves every other instruction to Anchor. Every transfer
/// of every token pays for this path, and Anchor's dispatch costs as much as all the rules; it also
/// allows discriminators of its own or of one byte, and the interface's is neither.
///
/// Whoever leaves out the validation account has the hook called with four accounts.
pub fn answer_execute(input: &Input<EXECUTE_ACCOUNTS>) -> Option<u64> {
    let data = input.data();
    if data.len() != EXECUTE_LEN || u64_at(data, 0) != u64::from_le_bytes(EXECUTE_DISCRIMINATOR) {
        return None;
    }
    let Some([source, mint, destination, authority, validation, registry, sender, receiver]) =
        input.accounts()
    else {
        return Some(ProgramError::from(ComplianceError::AccountsMissing).into());
    };
    let decision = decide(&HookCall {
        source,
        mint,
        destination,
        authority,
        validation,
        registry,
        sender_entry: sender,
        receiver_entry: receiver,
    });
    Some(match decision {
        Ok(()) => 0,
        Err(error) => error.into(),
    })
}
