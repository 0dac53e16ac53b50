use {crate::error::ComplianceError, anchor_lang::prelude::*};

#[derive(Accounts)]
pub struct UpsertEntries {
    pub signer: Signer,
}

pub fn upsert_entries(_ctx: &mut Context<UpsertEntries>) -> Result<()> {
    Err(ComplianceError::MathOverflow.into())
}
