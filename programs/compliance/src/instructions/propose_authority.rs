use {
    crate::{
        error::ComplianceError,
        events::RegistryAuthorityProposed,
        state::{assert_separate, Registry, RegistryLog, HANDOVER_DELAY},
    },
    anchor_lang::prelude::*,
    backstock_runtime::clock,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ProposeAuthorityArgs {
    /// the default key withdraws the proposal
    pub authority: Address,
}

#[derive(Accounts)]
pub struct ProposeAuthority {
    #[account(address = registry.authority @ ComplianceError::NotAuthority)]
    pub authority: Signer,
    #[account(mut)]
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
}

pub fn propose_authority(
    ctx: &mut Context<ProposeAuthority>,
    args: ProposeAuthorityArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let acceptable_at = if args.authority == Address::default() {
        require!(
            a.registry.pending_authority != Address::default(),
            ComplianceError::NoProposal
        );
        0
    } else {
        assert_separate(&[args.authority, a.registry.officer, a.registry.pauser])?;
        now.checked_add(HANDOVER_DELAY)
            .ok_or(ComplianceError::MathOverflow)?
    };
    a.registry.pending_authority = args.authority;
    a.registry.acceptable_at = acceptable_at;

    emit!(RegistryAuthorityProposed {
        registry: *a.registry.address(),
        sequence: a.log.next_sequence()?,
        at: now,
        proposed: args.authority,
    });
    Ok(())
}
