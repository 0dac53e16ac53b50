use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct ThawHolder {
    pub signer: Signer,
}

pub fn thaw_holder(_ctx: &mut Context<ThawHolder>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
