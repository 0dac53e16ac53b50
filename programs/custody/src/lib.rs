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
pub mod escrow;
pub mod events;
pub mod gate;
pub mod holder;
pub mod instructions;
pub mod isin;
pub mod payout;
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
    pub fn cancel_redemption(ctx: &mut Context<ReturnFromEscrow>) -> Result<()> {
        instructions::cancel_redemption(ctx)
    }

    /// Closes an ended redemption and pays its rent back. Signed by its owner or rent payer; by
    /// anybody 30 days after the end.
    pub fn close_redemption(ctx: &mut Context<CloseRedemption>) -> Result<()> {
        instructions::close_redemption(ctx)
    }

    /// Ends a recorded deposit whose shares have left: its id stays spent, and nothing is minted until a later
    /// attestation. Signed by the custodian.
    pub fn void_deposit(ctx: &mut Context<VoidDeposit>) -> Result<()> {
        instructions::void_deposit(ctx)
    }

    /// Takes on a redemption, which extends its deadline once. Signed by the redeemer.
    pub fn accept_redemption(
        ctx: &mut Context<AcceptRedemption>,
        args: AcceptRedemptionArgs,
    ) -> Result<()> {
        instructions::accept_redemption(ctx, args)
    }

    /// Burns from escrow what has been paid by wire, in part or in full. Signed by the redeemer and the custodian.
    pub fn settle_offchain(
        ctx: &mut Context<SettleOffchain>,
        args: SettleOffchainArgs,
    ) -> Result<()> {
        instructions::settle_offchain(ctx, args)
    }

    /// Refuses to pay a redemption; its owner claims the tokens back. Signed by the redeemer and the compliance
    /// officer.
    pub fn reject_redemption(
        ctx: &mut Context<RejectRedemption>,
        args: RejectRedemptionArgs,
    ) -> Result<()> {
        instructions::reject_redemption(ctx, args)
    }

    /// Takes back what is in escrow of a rejected redemption. Signed by its owner.
    pub fn claim_redemption(ctx: &mut Context<ReturnFromEscrow>) -> Result<()> {
        instructions::claim_redemption(ctx)
    }

    /// Counts a redemption as overdue: nothing of its asset is minted until it has ended. Anybody, after the
    /// deadline.
    pub fn flag_overdue(ctx: &mut Context<FlagOverdue>) -> Result<()> {
        instructions::flag_overdue(ctx)
    }

    /// Ends a revoked owner's redemption to an allowlisted receiver. Signed by the authority and the compliance
    /// officer.
    pub fn seize_redemption(
        ctx: &mut Context<SeizeRedemption>,
        args: SeizeRedemptionArgs,
    ) -> Result<()> {
        instructions::seize_redemption(ctx, args)
    }

    /// Gives a redemption to another wallet of the same customer, who then names the payout. Signed by the
    /// authority and the compliance officer.
    pub fn recover_redemption(
        ctx: &mut Context<RecoverRedemption>,
        args: RecoverRedemptionArgs,
    ) -> Result<()> {
        instructions::recover_redemption(ctx, args)
    }

    /// Says how a recovered redemption is to be paid. Signed by its new owner.
    pub fn name_payout(ctx: &mut Context<NamePayout>, args: NamePayoutArgs) -> Result<()> {
        instructions::name_payout(ctx, args)
    }

    /// Takes over as the authority. Signed by the one that was proposed.
    pub fn accept_authority(ctx: &mut Context<AcceptAuthority>) -> Result<()> {
        instructions::accept_authority(ctx)
    }

    /// Proposes a loosening: a role, attestors, limits, cash mints or a delisting. Signed by the authority. Cash
    /// mints follow as remaining accounts.
    pub fn propose_change(ctx: &mut Context<ProposeChange>, args: ProposeChangeArgs) -> Result<()> {
        instructions::propose_change(ctx, args)
    }

    /// Applies a proposed change after its delay. Anybody. Cash mints follow as remaining accounts.
    pub fn apply_change(ctx: &mut Context<ApplyChange>) -> Result<()> {
        instructions::apply_change(ctx)
    }

    /// Takes a proposed change back. Signed by the authority or the pauser.
    pub fn cancel_change(ctx: &mut Context<CancelChange>) -> Result<()> {
        instructions::cancel_change(ctx)
    }

    /// Leaves a role empty at once; of the authority, the proposed successor. Signed by the authority or the
    /// pauser.
    pub fn revoke_role(ctx: &mut Context<RevokeRole>, args: RevokeRoleArgs) -> Result<()> {
        instructions::revoke_role(ctx, args)
    }

    /// Leaves an attestor's place empty at once; rounds of before count no more. Signed by the authority or the
    /// pauser.
    pub fn revoke_attestor(
        ctx: &mut Context<RevokeAttestor>,
        args: RevokeAttestorArgs,
    ) -> Result<()> {
        instructions::revoke_attestor(ctx, args)
    }

    /// Tightens the limits of an asset at once. Signed by the authority.
    pub fn set_limits(ctx: &mut Context<SetLimits>, args: SetLimitsArgs) -> Result<()> {
        instructions::set_limits(ctx, args)
    }

    /// Stops minting for all of the issuer's assets. Signed by the authority or the pauser.
    pub fn pause_mint(ctx: &mut Context<PauseMint>) -> Result<()> {
        instructions::pause_mint(ctx)
    }

    /// Lets minting go on. Signed by the authority.
    pub fn resume_mint(ctx: &mut Context<ResumeMint>) -> Result<()> {
        instructions::resume_mint(ctx)
    }

    /// Stops minting of one asset. Signed by the authority.
    pub fn halt_asset(ctx: &mut Context<HaltAsset>) -> Result<()> {
        instructions::halt_asset(ctx)
    }

    /// Lets minting of one asset go on. Signed by the authority.
    pub fn resume_asset(ctx: &mut Context<ResumeAsset>) -> Result<()> {
        instructions::resume_asset(ctx)
    }

    /// Stops all transfers of one mint for a while, within a budget. Signed by the authority or the pauser.
    pub fn pause_token(ctx: &mut Context<PauseToken>, args: PauseTokenArgs) -> Result<()> {
        instructions::pause_token(ctx, args)
    }

    /// Ends a token's pause. Signed by the authority or the pauser; by anybody once it has expired.
    pub fn resume_token(ctx: &mut Context<ResumeToken>) -> Result<()> {
        instructions::resume_token(ctx)
    }

    /// Freezes a token account. Signed by the compliance officer.
    pub fn freeze_holder(ctx: &mut Context<HolderAccount>) -> Result<()> {
        instructions::freeze_holder(ctx)
    }

    /// Thaws a token account. Signed by the compliance officer.
    pub fn thaw_holder(ctx: &mut Context<HolderAccount>) -> Result<()> {
        instructions::thaw_holder(ctx)
    }

    /// Moves tokens of any holder to an allowlisted receiver, frozen or not. Signed by the authority and the
    /// compliance officer.
    pub fn force_transfer(ctx: &mut Context<ForcedMove>, args: ForceTransferArgs) -> Result<()> {
        instructions::force_transfer(ctx, args)
    }

    /// Moves all tokens of a lost wallet's account to another wallet of the same customer. Signed by the authority
    /// and the compliance officer.
    pub fn recover_account(ctx: &mut Context<ForcedMove>, args: RecoverAccountArgs) -> Result<()> {
        instructions::recover_account(ctx, args)
    }

    /// Burns what the escrow holds beyond open redemptions. Signed by the authority.
    pub fn sweep_escrow(ctx: &mut Context<SweepEscrow>) -> Result<()> {
        instructions::sweep_escrow(ctx)
    }

    /// Changes the mint's name, symbol or URI. Signed by the authority.
    pub fn update_metadata(
        ctx: &mut Context<UpdateMetadata>,
        args: UpdateMetadataArgs,
    ) -> Result<()> {
        instructions::update_metadata(ctx, args)
    }

    /// Approves a decrease of the multiplier. Signed by one attestor.
    pub fn approve_action(ctx: &mut Context<ApproveAction>, terms: ActionTerms) -> Result<()> {
        instructions::approve_action(ctx, terms)
    }

    /// Schedules a corporate action. Signed by the action officer and the custodian.
    pub fn schedule_action(
        ctx: &mut Context<ScheduleAction>,
        args: ScheduleActionArgs,
    ) -> Result<()> {
        instructions::schedule_action(ctx, args)
    }

    /// Takes a corporate action back before its time. Signed by the action officer.
    pub fn cancel_action(ctx: &mut Context<CancelAction>) -> Result<()> {
        instructions::cancel_action(ctx)
    }
}
