pub mod accept_authority;
pub mod accept_redemption;
pub mod apply_change;
pub mod approve_action;
pub mod cancel_action;
pub mod cancel_change;
pub mod cancel_redemption;
pub mod claim_redemption;
pub mod close_redemption;
pub mod create_issuer;
pub mod flag_overdue;
pub mod force_transfer;
pub mod forced_move;
pub mod freeze_holder;
pub mod halt_asset;
pub mod holder_account;
pub mod mint_deposit;
pub mod name_payout;
pub mod pause_mint;
pub mod pause_token;
pub mod propose_change;
pub mod record_deposit;
pub mod recover_account;
pub mod recover_redemption;
pub mod register_asset;
pub mod reject_redemption;
pub mod request_redemption;
pub mod resume_asset;
pub mod resume_mint;
pub mod resume_token;
pub mod return_from_escrow;
pub mod revoke_attestor;
pub mod revoke_role;
pub mod schedule_action;
pub mod seize_redemption;
pub mod set_limits;
pub mod settle_offchain;
pub mod settle_redemption;
pub mod submit_attestation;
pub mod sweep_escrow;
pub mod thaw_holder;
pub mod update_metadata;
pub mod void_deposit;

pub use {
    crate::{
        payout::Payout,
        state::{ActionTerms, Statement},
    },
    accept_authority::*,
    accept_redemption::*,
    apply_change::*,
    approve_action::*,
    cancel_action::*,
    cancel_change::*,
    cancel_redemption::*,
    claim_redemption::*,
    close_redemption::*,
    create_issuer::*,
    flag_overdue::*,
    force_transfer::*,
    forced_move::*,
    freeze_holder::*,
    halt_asset::*,
    holder_account::*,
    mint_deposit::*,
    name_payout::*,
    pause_mint::*,
    pause_token::*,
    propose_change::*,
    record_deposit::*,
    recover_account::*,
    recover_redemption::*,
    register_asset::*,
    reject_redemption::*,
    request_redemption::*,
    resume_asset::*,
    resume_mint::*,
    resume_token::*,
    return_from_escrow::*,
    revoke_attestor::*,
    revoke_role::*,
    schedule_action::*,
    seize_redemption::*,
    set_limits::*,
    settle_offchain::*,
    settle_redemption::*,
    submit_attestation::*,
    sweep_escrow::*,
    thaw_holder::*,
    update_metadata::*,
    void_deposit::*,
};
