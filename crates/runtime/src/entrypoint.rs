//! The programs' entrypoint.
//!
//! Anchor 2 expects the pointer to the instruction data in a second register (SIMD-0321), which
//! runtimes before that change do not pass. This one finds the data by walking the accounts, so the
//! same file runs on both.

use {
    anchor_lang::pinocchio::account::{AccountView, RuntimeAccount},
    core::mem::MaybeUninit,
};

/// Bytes of an account record before its data: flags, address, owner, lamports and length.
const RECORD_HEADER: usize = 88;
/// Where in that header the length of the data stands.
const RECORD_LENGTH: usize = 80;
/// Room that the loader leaves behind the data for it to grow.
const GROWTH: usize = 10_240;

/// What the loader has passed: the first accounts, how many there are in all, and the instruction data.
pub struct Input<const N: usize> {
    accounts: [MaybeUninit<AccountView>; N],
    pub count: usize,
    /// the instruction data's length as u64, then its bytes
    data: *mut u8,
}

impl<const N: usize> Input<N> {
    /// The accounts, where there are at least `N`.
    pub fn accounts(&self) -> Option<&[AccountView; N]> {
        // SAFETY: `read` has written one view for each of the first N accounts that there are.
        (self.count >= N).then(|| unsafe { &*(self.accounts.as_ptr() as *const [AccountView; N]) })
    }

    pub fn data(&self) -> &[u8] {
        // SAFETY: the loader puts the length right before the bytes, and nothing writes them.
        unsafe {
            let length = *(self.data as *const u64) as usize;
            core::slice::from_raw_parts(self.data.add(8), length)
        }
    }

    /// Where Anchor's dispatch expects the instruction data.
    pub fn data_ptr(&self) -> *mut u8 {
        // SAFETY: within the loader's input.
        unsafe { self.data.add(8) }
    }

    /// Walks the accounts to the instruction data behind them.
    ///
    /// # Safety
    /// `input` must be the pointer that the loader passes to a program's entrypoint.
    #[inline(always)]
    pub unsafe fn read(input: *mut u8) -> Self {
        let count = *(input as *const u64) as usize;
        let mut accounts = [const { MaybeUninit::<AccountView>::uninit() }; N];
        let mut cursor = input.add(8);
        for index in 0..count {
            let first = *cursor; // u8::MAX, or the place of the account that this one repeats
            if first == u8::MAX {
                if index < N {
                    accounts[index]
                        .write(AccountView::new_unchecked(cursor as *mut RuntimeAccount));
                }
                let length = *(cursor.add(RECORD_LENGTH) as *const u64) as usize;
                // data, room to grow, padding to eight bytes; the rent epoch follows below
                cursor = cursor.add((RECORD_HEADER + length + GROWTH + 7) & !7);
            } else if index < N {
                let earlier = accounts[first as usize].assume_init();
                accounts[index].write(earlier);
            }
            cursor = cursor.add(8);
        }
        Self {
            accounts,
            count,
            data: cursor,
        }
    }
}

/// Defines the program's entrypoint, allocator and trap, on the virtual machine only.
///
/// `$answer`, where one is given, is a function that sees the input before Anchor does and may answer
/// it; `$accounts` is how many accounts it wants to see.
#[macro_export]
macro_rules! program_entrypoint {
    () => {
        $crate::program_entrypoint!(0, |_| None);
    };
    ($accounts:literal, $answer:expr) => {
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
                let read = $crate::entrypoint::Input::<$accounts>::read(input);
                let answer: fn(&$crate::entrypoint::Input<$accounts>) -> Option<u64> = $answer;
                match answer(&read) {
                    Some(result) => result,
                    None => crate::__anchor_dispatch(input, read.data_ptr()),
                }
            }
        }
    };
}
