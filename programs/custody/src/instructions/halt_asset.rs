use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct HaltAsset {
    pub signer: Signer,
}

pub fn halt_asset(_ctx: &mut Context<HaltAsset>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
