use {
    crate::{
        error::ComplianceError,
        events::MintRegistered,
        state::{MintRecord, Registry, RegistryLog, VALIDATION_LEN, VALIDATION_SEED},
    },
    anchor_lang::prelude::*,
    backstock_runtime::{
        clock,
        create::is_vacant,
        token::{extension, find_extension, is_address_at, is_mint, TOKEN_2022_PROGRAM_ID},
    },
};

#[derive(Accounts)]
pub struct RegisterMint {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    /// the mint's permanent delegate: its transfers pass the hook unchecked
    pub controller: Signer,
    pub hook_authority: Signer,
    #[account(constraint = mint.account().owned_by(&TOKEN_2022_PROGRAM_ID) @ ComplianceError::NotToken2022Mint)]
    pub mint: UncheckedAccount,
    pub registry: Account<Registry>,
    #[account(mut, constraint = log.registry == *registry.address() @ ComplianceError::WrongLog)]
    pub log: Account<RegistryLog>,
    #[account(mut, seeds = [VALIDATION_SEED, mint.address().as_ref()], bump)]
    pub validation: UncheckedAccount,
    pub system_program: Program<System>,
}

pub fn register_mint(ctx: &mut Context<RegisterMint>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(
        is_vacant(a.validation.account()),
        ComplianceError::MintRegistered
    );
    check_mint(
        a.mint.account(),
        a.controller.address(),
        a.hook_authority.address(),
    )?;

    let record = MintRecord {
        mint: *a.mint.address(),
        registry: *a.registry.address(),
        controller: *a.controller.address(),
    };
    let bump = ctx.bumps.validation;
    let mut validation = *a.validation.account();
    create_account_signed(
        a.payer.account(),
        &validation,
        VALIDATION_LEN,
        &crate::ID,
        &[VALIDATION_SEED, record.mint.as_ref(), &[bump]],
    )?;
    validation
        .try_borrow_mut()?
        .copy_from_slice(&record.to_account_data(bump));

    let sequence = a.log.next_sequence()?;
    emit!(MintRegistered {
        registry: record.registry,
        sequence,
        at: now,
        mint: record.mint,
        controller: record.controller,
    });
    Ok(())
}

/// The mint calls this program, and both of its keys that matter here have signed.
fn check_mint(mint: &AccountView, controller: &Address, hook_authority: &Address) -> Result<()> {
    let data = mint.try_borrow()?;
    require!(is_mint(&data), ComplianceError::NotToken2022Mint);
    let Some(hook) = find_extension(&data, extension::TRANSFER_HOOK) else {
        return Err(ComplianceError::HookNotSet.into());
    };
    require!(
        hook.len() == 64 && is_address_at(hook, 32, &crate::ID),
        ComplianceError::HookNotSet
    );
    require!(
        is_address_at(hook, 0, hook_authority),
        ComplianceError::NotHookAuthority
    );
    let delegate = find_extension(&data, extension::PERMANENT_DELEGATE);
    require!(
        delegate.is_some_and(|delegate| delegate == controller.as_ref()),
        ComplianceError::NotController
    );
    Ok(())
}
