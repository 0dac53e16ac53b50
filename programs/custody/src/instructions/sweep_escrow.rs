use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct SweepEscrow {
    pub signer: Signer,
}

pub fn sweep_escrow(_ctx: &mut Context<SweepEscrow>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
