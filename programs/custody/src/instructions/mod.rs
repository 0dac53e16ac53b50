pub mod cancel_redemption;
pub mod close_redemption;
pub mod create_issuer;
pub mod mint_deposit;
pub mod record_deposit;
pub mod register_asset;
pub mod request_redemption;
pub mod settle_redemption;
pub mod submit_attestation;

pub use {
    crate::state::Statement, cancel_redemption::*, close_redemption::*, create_issuer::*,
    mint_deposit::*, record_deposit::*, register_asset::*, request_redemption::*,
    settle_redemption::*, submit_attestation::*,
};
