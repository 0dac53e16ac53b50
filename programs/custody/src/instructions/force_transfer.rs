use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ForceTransferArgs {
    /// raw
    pub amount: u64,
    /// of the document that the case is kept in
    pub case_sha256: [u8; 32],
}

#[derive(Accounts)]
pub struct ForceTransfer {
    pub signer: Signer,
}

pub fn force_transfer(_ctx: &mut Context<ForceTransfer>, _args: ForceTransferArgs) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
