use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct FreezeHolder {
    pub signer: Signer,
}

pub fn freeze_holder(_ctx: &mut Context<FreezeHolder>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
