//! Closing of accounts that an instruction has read by hand; a typed account closes itself.

use anchor_lang::prelude::*;

/// Pays all lamports of an account of this program to `destination`, which is another one, and takes
/// the account off the chain. Its data must not be borrowed.
pub fn close(account: &AccountView, destination: &AccountView) -> Result<()> {
    let (mut account, mut destination) = (*account, *destination);
    let lamports = destination
        .lamports()
        .checked_add(account.lamports())
        .ok_or(ProgramError::ArithmeticOverflow)?;
    destination.set_lamports(lamports);
    account.set_lamports(0);
    account.close()
}
