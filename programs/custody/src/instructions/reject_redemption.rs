use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RejectRedemptionArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
    pub reason: crate::state::RejectReason,
}

#[derive(Accounts)]
pub struct RejectRedemption {
    pub signer: Signer,
}

pub fn reject_redemption(
    _ctx: &mut Context<RejectRedemption>,
    _args: RejectRedemptionArgs,
) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
