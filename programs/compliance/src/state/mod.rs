//! The accounts of this program. Offsets are of the account's data, discriminator included.

pub mod entry;
pub mod registry;
pub mod registry_log;
pub mod validation;

pub use {entry::*, registry::*, registry_log::*, validation::*};

/// The layout version that this build reads and writes.
pub const LAYOUT_VERSION: u8 = 1;
