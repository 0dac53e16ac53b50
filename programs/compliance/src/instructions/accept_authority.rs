use {crate::error::ComplianceError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct AcceptAuthority {
    pub signer: Signer,
}

pub fn accept_authority(_ctx: &mut Context<AcceptAuthority>) -> Result<()> {
    Err(ComplianceError::MathOverflow.into())
}
