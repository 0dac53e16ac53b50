use {crate::error::ComplianceError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SetJurisdictionsArgs {
    /// ISO 3166-1 numeric codes, 1 to 999
    pub blocked_jurisdictions: alloc::vec::Vec<u16>,
}

#[derive(Accounts)]
pub struct SetJurisdictions {
    pub signer: Signer,
}

pub fn set_jurisdictions(
    _ctx: &mut Context<SetJurisdictions>,
    _args: SetJurisdictionsArgs,
) -> Result<()> {
    Err(ComplianceError::MathOverflow.into())
}
