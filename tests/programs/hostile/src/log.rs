//! The virtual machine's log; host builds have none.

#[cfg(target_os = "solana")]
use pinocchio::syscalls::{sol_log_, sol_log_data};

pub fn line(text: &[u8]) {
    #[cfg(target_os = "solana")]
    // SAFETY: the syscall reads as many bytes as the text has.
    unsafe {
        sol_log_(text.as_ptr(), text.len() as u64)
    }
    #[cfg(not(target_os = "solana"))]
    let _ = text;
}

pub fn data(bytes: &[u8]) {
    #[cfg(target_os = "solana")]
    // SAFETY: the syscall reads one slice, which is an address and a length there as here.
    unsafe {
        sol_log_data([bytes].as_ptr() as *const u8, 1)
    }
    #[cfg(not(target_os = "solana"))]
    let _ = bytes;
}
