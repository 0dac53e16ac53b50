use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SettleOffchainArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
    /// raw, settled so far as the signers know it
    pub settled_before: u64,
    /// raw tokens to burn
    pub amount: u64,
    /// of the wire
    pub reference: [u8; 32],
}

#[derive(Accounts)]
pub struct SettleOffchain {
    pub signer: Signer,
}

pub fn settle_offchain(
    _ctx: &mut Context<SettleOffchain>,
    _args: SettleOffchainArgs,
) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
