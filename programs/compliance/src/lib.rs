//! compliance: who may hold a stock token.
//!
//! A registry lists wallets as entries; a mint is registered with one registry; Token-2022 then asks
//! `execute` at every transfer. custody reads the same entries at every mint and redemption, which
//! Token-2022 does not ask about.
#![cfg_attr(not(feature = "idl-build"), no_std)]

extern crate alloc;

pub mod error;
pub mod events;
pub mod hook;
pub mod instructions;
pub mod pause;
pub mod rules;
pub mod state;
pub mod write_entry;

use anchor_lang::prelude::*;
use instructions::*;

declare_id!("CPYNnrkLeH1UiNsrvbyZuiAaiURKimN3LZgTAzpW5zD6");

backstock_runtime::program_entrypoint!(8, crate::hook::answer_execute);

#[program]
pub mod compliance {
    use super::*;

    /// Creates an allowlist registry and its log. Signed by the base (which names it for ever) and
    /// by its first authority.
    pub fn create_registry(
        ctx: &mut Context<CreateRegistry>,
        args: CreateRegistryArgs,
    ) -> Result<()> {
        instructions::create_registry(ctx, args)
    }

    /// Writes one wallet's entry, new or changed. Signed by the officer; only the authority lifts a
    /// revocation.
    pub fn upsert_entry(ctx: &mut Context<UpsertEntry>, args: UpsertEntryArgs) -> Result<()> {
        instructions::upsert_entry(ctx, args)
    }

    /// Creates a mint's validation account: from now on its transfers are checked against the
    /// registry. Signed by the mint's permanent delegate (the controller) and its hook authority.
    pub fn register_mint(ctx: &mut Context<RegisterMint>) -> Result<()> {
        instructions::register_mint(ctx)
    }

    /// The transfer hook. Token-2022 calls it by the SPL interface's discriminator, see hook.rs; under
    /// Anchor's it is for whoever reads the IDL.
    pub fn execute(ctx: &mut Context<Execute>, amount: u64) -> Result<()> {
        let _ = amount; // the rules know no amounts
        instructions::execute(ctx)
    }

    /// Replaces the officer and the pauser. Signed by the authority.
    pub fn set_registry_roles(
        ctx: &mut Context<SetRegistryRoles>,
        args: SetRegistryRolesArgs,
    ) -> Result<()> {
        instructions::set_registry_roles(ctx, args)
    }

    /// Proposes a new authority, who has to accept, or nobody, which withdraws the proposal. Signed by the
    /// authority.
    pub fn propose_authority(
        ctx: &mut Context<ProposeAuthority>,
        args: ProposeAuthorityArgs,
    ) -> Result<()> {
        instructions::propose_authority(ctx, args)
    }

    /// Takes over as the authority. Signed by the one that was proposed.
    pub fn accept_authority(ctx: &mut Context<AcceptAuthority>) -> Result<()> {
        instructions::accept_authority(ctx)
    }

    /// Replaces the blocked jurisdictions. Signed by the authority.
    pub fn set_jurisdictions(
        ctx: &mut Context<SetJurisdictions>,
        args: SetJurisdictionsArgs,
    ) -> Result<()> {
        instructions::set_jurisdictions(ctx, args)
    }

    /// Stops all hooked transfers and mints for a while, within a budget. Signed by the pauser.
    pub fn pause_registry(ctx: &mut Context<PauseRegistry>, args: PauseRegistryArgs) -> Result<()> {
        instructions::pause_registry(ctx, args)
    }

    /// Ends a pause. Signed by the authority; by anybody once it has expired.
    pub fn resume_registry(ctx: &mut Context<ResumeRegistry>) -> Result<()> {
        instructions::resume_registry(ctx)
    }

    /// Writes many entries, all of the same attributes. Signed by the officer; only the authority lifts
    /// revocations. The entries follow as remaining accounts, in the order of the rows.
    pub fn upsert_entries(ctx: &mut Context<UpsertEntries>, args: UpsertEntriesArgs) -> Result<()> {
        instructions::upsert_entries(ctx, args)
    }

    /// Removes an active entry and pays its rent back. Signed by the authority.
    pub fn remove_entry(ctx: &mut Context<RemoveEntry>, args: RemoveEntryArgs) -> Result<()> {
        instructions::remove_entry(ctx, args)
    }
}
