use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct ClaimRedemption {
    pub signer: Signer,
}

pub fn claim_redemption(_ctx: &mut Context<ClaimRedemption>) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
