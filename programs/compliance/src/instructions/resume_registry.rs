use {crate::error::ComplianceError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct ResumeRegistry {
    pub signer: Signer,
}

pub fn resume_registry(_ctx: &mut Context<ResumeRegistry>) -> Result<()> {
    Err(ComplianceError::MathOverflow.into())
}
