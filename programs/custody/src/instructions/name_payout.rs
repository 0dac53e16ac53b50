use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct NamePayoutArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
    pub payout: super::Payout,
}

#[derive(Accounts)]
pub struct NamePayout {
    pub signer: Signer,
}

pub fn name_payout(_ctx: &mut Context<NamePayout>, _args: NamePayoutArgs) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
