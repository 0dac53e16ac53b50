use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RecoverAccountArgs {
    /// of the document that the case is kept in
    pub case_sha256: [u8; 32],
}

#[derive(Accounts)]
pub struct RecoverAccount {
    pub signer: Signer,
}

pub fn recover_account(
    _ctx: &mut Context<RecoverAccount>,
    _args: RecoverAccountArgs,
) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
