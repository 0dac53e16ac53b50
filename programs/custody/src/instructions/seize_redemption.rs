use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SeizeRedemptionArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
    /// of the document that the case is kept in
    pub case_sha256: [u8; 32],
}

#[derive(Accounts)]
pub struct SeizeRedemption {
    pub signer: Signer,
}

pub fn seize_redemption(
    _ctx: &mut Context<SeizeRedemption>,
    _args: SeizeRedemptionArgs,
) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
