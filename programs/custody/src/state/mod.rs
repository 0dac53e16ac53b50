//! The accounts of this program. Offsets are of the account's data, discriminator included.

pub mod action_approval;
pub mod asset;
pub mod attestation;
pub mod change;
pub mod corporate_action;
pub mod deposit;
pub mod issuer;
pub mod redemption;
pub mod underlying;

pub use {
    action_approval::*, asset::*, attestation::*, change::*, corporate_action::*, deposit::*,
    issuer::*, redemption::*, underlying::*,
};

/// The layout version that this build writes. It is checked where an account is read by a program that
/// may be older than the one that wrote it: registries and entries. A program that changes its own
/// layouts knows all of them.
pub const LAYOUT_VERSION: u8 = 1;

pub use backstock_runtime::clock::{DAY, HOUR};
