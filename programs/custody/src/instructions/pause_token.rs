use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct PauseTokenArgs {
    /// seconds, 1 to 72 hours
    pub seconds: i64,
}

#[derive(Accounts)]
pub struct PauseToken {
    pub signer: Signer,
}

pub fn pause_token(_ctx: &mut Context<PauseToken>, _args: PauseTokenArgs) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
