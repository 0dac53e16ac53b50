use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct AcceptRedemptionArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
}

#[derive(Accounts)]
pub struct AcceptRedemption {
    pub signer: Signer,
}

pub fn accept_redemption(
    _ctx: &mut Context<AcceptRedemption>,
    _args: AcceptRedemptionArgs,
) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
