use {crate::error::CustodyError, anchor_lang::prelude::*};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct UpdateMetadataArgs {
    pub field: crate::events::MetadataField,
    pub value: alloc::string::String,
}

#[derive(Accounts)]
pub struct UpdateMetadata {
    pub signer: Signer,
}

pub fn update_metadata(
    _ctx: &mut Context<UpdateMetadata>,
    _args: UpdateMetadataArgs,
) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
