use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct ApplyChange {
    pub signer: Signer,
}

pub fn apply_change(_ctx: &mut Context<ApplyChange>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
