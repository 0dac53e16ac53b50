use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct ResumeAsset {
    pub signer: Signer,
}

pub fn resume_asset(_ctx: &mut Context<ResumeAsset>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
