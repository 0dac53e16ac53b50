use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RevokeAttestorArgs {
    pub attestor: Address,
}

#[derive(Accounts)]
pub struct RevokeAttestor {
    pub signer: Signer,
}

pub fn revoke_attestor(
    _ctx: &mut Context<RevokeAttestor>,
    _args: RevokeAttestorArgs,
) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
