use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct VoidDeposit {
    pub signer: Signer,
}

pub fn void_deposit(_ctx: &mut Context<VoidDeposit>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
