//! Entrypoint, allocator and trap on the virtual machine.

use crate::{process, MAX_ACCOUNTS};

pinocchio::program_entrypoint!(process, MAX_ACCOUNTS);
pinocchio::default_allocator!();

extern "C" {
    fn abort() -> !;
}

/// Where panics end: the compiler is told to abort at once, without a message.
#[no_mangle]
pub extern "C" fn __bpf_trap() -> ! {
    // SAFETY: the syscall takes nothing and does not return.
    unsafe { abort() }
}
