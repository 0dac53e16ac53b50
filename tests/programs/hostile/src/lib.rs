//! What an attacker can deploy: a program that does whatever its caller has written down.
//!
//! Called by anybody, it runs the script that is the instruction's data. Called as a transfer hook, it
//! runs the script in an account of its own among those that it is given, and lets the transfer pass
//! where there is none. tests/harness/hostile.ts writes both.
#![cfg_attr(target_os = "solana", no_std)]

extern crate alloc;

mod log;
mod reader;
mod script;

#[cfg(target_os = "solana")]
mod vm;

use {
    alloc::vec::Vec,
    pinocchio::{AccountView, Address, ProgramResult},
};

/// First eight bytes of sha256("spl-transfer-hook-interface:execute").
const EXECUTE: [u8; 8] = [105, 37, 101, 197, 75, 251, 102, 26];
/// What an account of this program with a hook's script begins with.
const SCRIPT_TAG: [u8; 8] = *b"script\0\0";

/// More than a transaction can name.
pub const MAX_ACCOUNTS: usize = 64;

pub fn process(program: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    if !data.starts_with(&EXECUTE) {
        return script::run(accounts, data);
    }
    match hook_script(program, accounts) {
        Some(script) => script::run(accounts, &script),
        None => Ok(()),
    }
}

/// A copy, because what the script calls may want the account itself.
fn hook_script(program: &Address, accounts: &[AccountView]) -> Option<Vec<u8>> {
    let own = accounts.iter().filter(|account| account.owned_by(program));
    own.filter_map(|account| account.try_borrow().ok())
        .find(|data| data.starts_with(&SCRIPT_TAG))
        .map(|data| data[SCRIPT_TAG.len()..].to_vec())
}
