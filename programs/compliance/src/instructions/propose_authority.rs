use {crate::error::ComplianceError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ProposeAuthorityArgs {
    /// the default key withdraws the proposal
    pub authority: Address,
}

#[derive(Accounts)]
pub struct ProposeAuthority {
    pub signer: Signer,
}

pub fn propose_authority(
    _ctx: &mut Context<ProposeAuthority>,
    _args: ProposeAuthorityArgs,
) -> Result<()> {
    Err(ComplianceError::MathOverflow.into())
}
