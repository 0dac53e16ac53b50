//! The programs' entrypoint.
//!
//! Anchor 2 expects the pointer to the instruction data in a second register (SIMD-0321), which
//! runtimes before that change do not pass. This one finds the data by walking the accounts, so the
//! same file runs on both.

/// Bytes of an account record before its data: flags, address, owner, lamports and length.
const RECORD_HEADER: usize = 88;
/// Where in that header the length of the data stands.
const RECORD_LENGTH: usize = 80;
/// Room that the loader leaves behind the data for it to grow.
const GROWTH: usize = 10_240;

/// Finds the instruction data (its u64 length, then its bytes) in a loader's input.
///
/// # Safety
/// `input` must be the pointer that the loader passes to a program's entrypoint.
pub unsafe fn instruction_data(input: *mut u8) -> *mut u8 {
    let mut accounts = *(input as *const u64);
    let mut cursor = input.add(8);
    while accounts != 0 {
        let is_duplicate = *cursor != u8::MAX;
        if !is_duplicate {
            let length = *(cursor.add(RECORD_LENGTH) as *const u64) as usize;
            // data, room to grow, padding to eight bytes; the rent epoch follows below
            cursor = cursor.add((RECORD_HEADER + length + GROWTH + 7) & !7);
        }
        cursor = cursor.add(8);
        accounts -= 1;
    }
    cursor
}

/// Defines the program's entrypoint, allocator and trap, on the virtual machine only.
/// `$before` sees the number of accounts and the instruction data, may rewrite its discriminator,
/// and may refuse with a custom error code before Anchor dispatches.
#[macro_export]
macro_rules! program_entrypoint {
    ($before:path) => {
        #[cfg(all(target_os = "solana", not(feature = "cpi")))]
        mod vm {
            anchor_lang::pinocchio::default_allocator!();

            extern "C" {
                fn abort() -> !;
            }

            /// Where panics end: the compiler is told to abort at once, without a message.
            #[no_mangle]
            pub extern "C" fn __bpf_trap() -> ! {
                // SAFETY: the syscall takes nothing and does not return.
                unsafe { abort() }
            }

            /// # Safety
            /// Called by the loader with its serialized input.
            #[no_mangle]
            pub unsafe extern "C" fn entrypoint(input: *mut u8) -> u64 {
                let data = $crate::entrypoint::instruction_data(input);
                let accounts = *(input as *const u64);
                let length = *(data as *const u64) as usize;
                let bytes = core::slice::from_raw_parts_mut(data.add(8), length);
                match $before(accounts, bytes) {
                    Some(code) => code as u64,
                    None => crate::__anchor_dispatch(input, data.add(8)),
                }
            }
        }
    };
}
