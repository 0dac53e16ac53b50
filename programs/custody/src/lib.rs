//! custody: what backs a stock token.
//!
//! The Asset account is every authority of its mint, so tokens come into being only through the gate
//! of `mint_deposit` and leave only through a redemption that pays. Attestors state the reserve; the
//! custodian records shares that arrive; the minter mints them; the redeemer pays cash.
#![cfg_attr(not(feature = "idl-build"), no_std)]

extern crate alloc;

pub mod cash;
pub mod cpi_token;
pub mod error;
pub mod events;
pub mod gate;
pub mod holder;
pub mod instructions;
pub mod isin;
pub mod state;
pub mod stock_mint;
pub mod wide;

use anchor_lang::prelude::*;
use instructions::*;

declare_id!("CuG7t9v4pHP13D5FHRoWtWaQFMvE4npsS4PELaHwDhma");

backstock_runtime::program_entrypoint!();

#[program]
pub mod custody {
    use super::*;

    /// Creates an issuer: its roles, attestors and registry. Accepted cash mints follow as remaining
    /// accounts, at most four. Signed by the base, which names it for ever, and by its authority.
    pub fn create_issuer(ctx: &mut Context<CreateIssuer>, args: CreateIssuerArgs) -> Result<()> {
        instructions::create_issuer(ctx, args)
    }

    /// Lists a mint that was created for this issuer. Signed by the authority.
    pub fn register_asset(ctx: &mut Context<RegisterAsset>, args: RegisterAssetArgs) -> Result<()> {
        instructions::register_asset(ctx, args)
    }

    /// States the reserve. Signed by one attestor; the threshold-th identical statement makes the
    /// next round.
    pub fn submit_attestation(
        ctx: &mut Context<SubmitAttestation>,
        statement: Statement,
    ) -> Result<()> {
        instructions::submit_attestation(ctx, statement)
    }

    /// Records that shares have arrived for a wallet. Signed by the custodian.
    pub fn record_deposit(ctx: &mut Context<RecordDeposit>, args: RecordDepositArgs) -> Result<()> {
        instructions::record_deposit(ctx, args)
    }

    /// Mints a recorded deposit to its recipient, if the gate lets it. Signed by the minter.
    pub fn mint_deposit(ctx: &mut Context<MintDeposit>) -> Result<()> {
        instructions::mint_deposit(ctx)
    }

    /// Puts tokens into escrow and asks for cash. Signed by their owner.
    pub fn request_redemption(
        ctx: &mut Context<RequestRedemption>,
        args: RequestRedemptionArgs,
    ) -> Result<()> {
        instructions::request_redemption(ctx, args)
    }

    /// Burns from escrow and pays cash for it, in part or in full. Signed by the redeemer.
    pub fn settle_redemption(
        ctx: &mut Context<SettleRedemption>,
        args: SettleRedemptionArgs,
    ) -> Result<()> {
        instructions::settle_redemption(ctx, args)
    }

    /// Takes back what was not settled by the deadline. Signed by the redemption's owner.
    pub fn cancel_redemption(ctx: &mut Context<CancelRedemption>) -> Result<()> {
        instructions::cancel_redemption(ctx)
    }

    /// Closes an ended redemption and pays its rent back. Signed by its owner or rent payer; by
    /// anybody 30 days after the end.
    pub fn close_redemption(ctx: &mut Context<CloseRedemption>) -> Result<()> {
        instructions::close_redemption(ctx)
    }
}
