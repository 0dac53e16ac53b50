//! The cluster's clock.

use anchor_lang::prelude::*;

/// Seconds.
pub const HOUR: i64 = 3_600;
/// Seconds.
pub const DAY: i64 = 24 * HOUR;

/// The cluster's time in unix seconds.
///
/// Through `sol_get_clock_sysvar`, because runtimes of the 1.18 line (solana-bankrun) lack the
/// `sol_get_sysvar` that pinocchio's `Clock::get` calls.
#[cfg(target_os = "solana")]
pub fn now() -> Result<i64> {
    #[repr(C)]
    struct ClockSysvar {
        slot: u64,
        epoch_start_timestamp: i64,
        epoch: u64,
        leader_schedule_epoch: u64,
        unix_timestamp: i64,
    }
    extern "C" {
        fn sol_get_clock_sysvar(address: *mut u8) -> u64;
    }
    let mut clock = core::mem::MaybeUninit::<ClockSysvar>::uninit();
    // SAFETY: the syscall fills all 40 bytes of the structure when it answers 0.
    unsafe {
        if sol_get_clock_sysvar(clock.as_mut_ptr() as *mut u8) != 0 {
            return Err(ProgramError::UnsupportedSysvar);
        }
        Ok(clock.assume_init().unix_timestamp)
    }
}

/// Host builds (IDL, property tests) have no cluster.
#[cfg(not(target_os = "solana"))]
pub fn now() -> Result<i64> {
    Err(ProgramError::UnsupportedSysvar)
}
