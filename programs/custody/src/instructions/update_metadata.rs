use {
    crate::{
        cpi_token::{self, AssetSigner},
        error::CustodyError,
        events::{MetadataField, MetadataUpdated, Totals},
        state::*,
        stock_mint,
    },
    alloc::string::String,
    anchor_lang::{address_eq, cpi::rent_exempt_lamports, prelude::*, system_program},
    backstock_runtime::{
        clock,
        token::{mint_supply, TOKEN_2022_PROGRAM_ID},
    },
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct UpdateMetadataArgs {
    pub field: MetadataField,
    /// UTF-8: a name of 1 to 64 bytes, a symbol of 1 to 16, a URI of at most 200
    pub value: String,
}

#[derive(Accounts)]
pub struct UpdateMetadata {
    /// pays for what the mint's account grows by
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = issuer.authority @ CustodyError::NotAuthority)]
    pub authority: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(mut, address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
    pub system_program: Program<System>,
}

pub fn update_metadata(ctx: &mut Context<UpdateMetadata>, args: UpdateMetadataArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let lengths = match args.field {
        MetadataField::Name => 1..=64,
        MetadataField::Symbol => 1..=a.asset.symbol.len(),
        MetadataField::Uri => 0..=200,
    };
    require!(
        lengths.contains(&args.value.len()),
        CustodyError::InvalidMetadataValue
    );

    pay_rent(a, &args)?;
    cpi_token::update_metadata(
        a.mint.cpi_handle_mut(),
        a.asset.cpi_handle(),
        &AssetSigner::new(&a.asset),
        args.field,
        &args.value,
    );
    if args.field == MetadataField::Symbol {
        a.asset.symbol = [0; 16];
        a.asset.symbol[..args.value.len()].copy_from_slice(args.value.as_bytes());
    }

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(MetadataUpdated {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        field: args.field,
        value: args.value,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}

/// Token-2022 wants the rent of the longer account before it writes. What a shorter value frees stays
/// with the mint, and pays for the next longer one.
fn pay_rent(a: &mut UpdateMetadata, args: &UpdateMetadataArgs) -> Result<()> {
    let length_after = {
        let data = a.mint.account().try_borrow()?;
        let replaced = stock_mint::metadata_field_length(&data, args.field)?;
        data.len() - replaced + args.value.len()
    };
    let missing = rent_exempt_lamports(length_after)?.saturating_sub(a.mint.account().lamports());
    if missing > 0 {
        system_program::transfer(
            CpiContext::new(
                &system_program::ID,
                system_program::Transfer {
                    from: a.payer.cpi_handle_mut(),
                    to: a.mint.cpi_handle_mut(),
                },
            ),
            missing,
        )?;
    }
    Ok(())
}
