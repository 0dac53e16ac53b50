//! The accounts of this program. Offsets are of the account's data, discriminator included.

pub mod entry;
pub mod registry;
pub mod registry_log;
pub mod validation;

pub use {entry::*, registry::*, registry_log::*, validation::*};

/// The layout version that this build writes. It is checked where an account is read by a program that
/// may be older than the one that wrote it: registries and entries. A program that changes its own
/// layouts knows all of them.
pub const LAYOUT_VERSION: u8 = 1;
