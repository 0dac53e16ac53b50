use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct FlagOverdue {
    pub signer: Signer,
}

pub fn flag_overdue(_ctx: &mut Context<FlagOverdue>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
