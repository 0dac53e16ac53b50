use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct CancelChange {
    pub signer: Signer,
}

pub fn cancel_change(_ctx: &mut Context<CancelChange>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
