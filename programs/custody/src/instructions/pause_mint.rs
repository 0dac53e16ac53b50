use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct PauseMint {
    pub signer: Signer,
}

pub fn pause_mint(_ctx: &mut Context<PauseMint>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
