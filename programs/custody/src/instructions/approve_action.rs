use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ApproveActionArgs {
    pub document_sha256: [u8; 32],
    /// multiplier after, bits of a double
    pub to: u64,
    /// unix seconds
    pub effective_at: i64,
}

#[derive(Accounts)]
pub struct ApproveAction {
    pub signer: Signer,
}

pub fn approve_action(_ctx: &mut Context<ApproveAction>, _args: ApproveActionArgs) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
