use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct ResumeMint {
    pub signer: Signer,
}

pub fn resume_mint(_ctx: &mut Context<ResumeMint>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
