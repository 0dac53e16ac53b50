//! Who calls.

/// True where another program has called this one, false where a transaction's instruction has.
#[cfg(target_os = "solana")]
pub fn is_called_by_program() -> bool {
    const TRANSACTION_LEVEL: u64 = 1;
    extern "C" {
        fn sol_get_stack_height() -> u64;
    }
    // SAFETY: the syscall takes nothing and touches no memory.
    unsafe { sol_get_stack_height() > TRANSACTION_LEVEL }
}

/// Host builds (IDL, property tests) are called by nobody.
#[cfg(not(target_os = "solana"))]
pub fn is_called_by_program() -> bool {
    false
}
