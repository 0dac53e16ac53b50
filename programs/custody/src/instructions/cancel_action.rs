use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct CancelAction {
    pub signer: Signer,
}

pub fn cancel_action(_ctx: &mut Context<CancelAction>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
