use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct ResumeToken {
    pub signer: Signer,
}

pub fn resume_token(_ctx: &mut Context<ResumeToken>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
