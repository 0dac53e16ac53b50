use {
    crate::{
        error::ComplianceError,
        events::RegistryAuthorityAccepted,
        state::{Registry, RegistryLog},
    },
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(Accounts)]
pub struct AcceptAuthority {
    /// the proposed authority
    pub authority: Signer,
    #[account(
        mut,
        constraint = registry.pending_authority != Address::default() @ ComplianceError::NoProposal,
        constraint = registry.pending_authority == *authority.address() @ ComplianceError::NotPendingAuthority,
    )]
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
}

pub fn accept_authority(ctx: &mut Context<AcceptAuthority>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(
        now >= a.registry.acceptable_at,
        ComplianceError::AuthorityTooEarly
    );
    let old_authority = a.registry.authority;
    a.registry.authority = *a.authority.address();
    a.registry.pending_authority = Address::default();
    a.registry.acceptable_at = 0;
    // the officer or the pauser may have been replaced since the proposal
    a.registry.assert_separation()?;

    emit!(RegistryAuthorityAccepted {
        registry: *a.registry.address(),
        sequence: a.log.next_sequence()?,
        at: now,
        old_authority,
        new_authority: a.registry.authority,
    });
    Ok(())
}
