use {
    crate::{
        error::ComplianceError,
        rules::{check_party, Refusal},
        state::{permission, with_entry, Listing, MintRecord, Registry},
    },
    anchor_lang::{address_eq, bytemuck, pinocchio::account::Ref, prelude::*},
    backstock_runtime::{
        clock,
        token::{
            account_mint, account_owner, is_immutable_owner, is_token_account, is_transferring,
            TOKEN_2022_PROGRAM_ID,
        },
    },
};

/// The SPL interface's five accounts, then the three that the validation account lists. All are
/// checked by hand: a typed account would answer an unlisted wallet with a framework error.
#[derive(Accounts)]
pub struct Execute {
    pub source: UncheckedAccount,
    pub mint: UncheckedAccount,
    pub destination: UncheckedAccount,
    /// whoever signed the transfer: owner, delegate or permanent delegate
    pub authority: UncheckedAccount,
    pub validation: UncheckedAccount,
    pub registry: UncheckedAccount,
    pub sender_entry: UncheckedAccount,
    pub receiver_entry: UncheckedAccount,
}

pub fn execute(ctx: &mut Context<Execute>) -> Result<()> {
    let a = &ctx.accounts;
    decide(&HookCall {
        source: a.source.account(),
        mint: a.mint.account(),
        destination: a.destination.account(),
        authority: a.authority.account(),
        validation: a.validation.account(),
        registry: a.registry.account(),
        sender_entry: a.sender_entry.account(),
        receiver_entry: a.receiver_entry.account(),
    })
}

/// The accounts of one transfer.
pub struct HookCall<'a> {
    pub source: &'a AccountView,
    pub mint: &'a AccountView,
    pub destination: &'a AccountView,
    /// whoever signed the transfer: owner, delegate or permanent delegate
    pub authority: &'a AccountView,
    pub validation: &'a AccountView,
    pub registry: &'a AccountView,
    pub sender_entry: &'a AccountView,
    pub receiver_entry: &'a AccountView,
}

/// Whether the transfer may happen. The first check that fails names the error.
pub fn decide(a: &HookCall) -> Result<()> {
    let mint = a.mint.address();
    let record = MintRecord::read(a.validation)?.ok_or(ComplianceError::WrongAccount)?;
    require!(
        address_eq(&record.mint, mint) && address_eq(&record.registry, a.registry.address()),
        ComplianceError::WrongAccount
    );
    let source = token_account(a.source, mint)?;
    let destination = token_account(a.destination, mint)?;
    require!(
        is_immutable_owner(&destination),
        ComplianceError::OwnerNotImmutable
    );
    require!(is_transferring(&source), ComplianceError::NotTransferring);
    // custody has made the checks of its own instructions
    if address_eq(a.authority.address(), &record.controller) {
        return Ok(());
    }

    let now = clock::now()?;
    let data = a.registry.try_borrow()?;
    // The address is the one that register_mint found a Registry at, and registries are never closed.
    let registry: &Registry =
        bytemuck::try_from_bytes(&data[8..]).map_err(|_| ComplianceError::WrongAccount)?;
    require!(registry.has_known_layout(), ComplianceError::WrongAccount);
    require!(!registry.is_paused(now), ComplianceError::RegistryPaused);

    let sent = with_entry(
        a.sender_entry,
        &record.registry,
        account_owner(&source),
        |entry| check_party(entry, registry, now, permission::SEND),
    )?;
    match sent {
        Listing::Listed(verdict) => verdict.map_err(sender_error)?,
        Listing::Vacant => return Err(ComplianceError::SenderNotListed.into()),
        Listing::Foreign => return Err(ComplianceError::WrongAccount.into()),
    }
    let received = with_entry(
        a.receiver_entry,
        &record.registry,
        account_owner(&destination),
        |entry| check_party(entry, registry, now, permission::RECEIVE),
    )?;
    match received {
        Listing::Listed(verdict) => verdict.map_err(receiver_error)?,
        Listing::Vacant => return Err(ComplianceError::ReceiverNotListed.into()),
        Listing::Foreign => return Err(ComplianceError::WrongAccount.into()),
    }
    Ok(())
}

/// The data of a Token-2022 account of this mint. Anybody can call this program with accounts of
/// their own making, so the owner comes first.
fn token_account<'a>(account: &'a AccountView, mint: &Address) -> Result<Ref<'a, [u8]>> {
    require!(
        address_eq(account.owner(), &TOKEN_2022_PROGRAM_ID),
        ComplianceError::NotTokenAccount
    );
    let data = account.try_borrow()?;
    require!(is_token_account(&data), ComplianceError::NotTokenAccount);
    require!(
        address_eq(account_mint(&data), mint),
        ComplianceError::WrongMint
    );
    Ok(data)
}

fn sender_error(refusal: Refusal) -> ComplianceError {
    match refusal {
        Refusal::NotActive => ComplianceError::SenderNotActive,
        Refusal::Expired => ComplianceError::SenderExpired,
        Refusal::JurisdictionBlocked => ComplianceError::SenderJurisdictionBlocked,
        Refusal::NotPermitted => ComplianceError::SenderNotPermitted,
    }
}

fn receiver_error(refusal: Refusal) -> ComplianceError {
    match refusal {
        Refusal::NotActive => ComplianceError::ReceiverNotActive,
        Refusal::Expired => ComplianceError::ReceiverExpired,
        Refusal::JurisdictionBlocked => ComplianceError::ReceiverJurisdictionBlocked,
        Refusal::NotPermitted => ComplianceError::ReceiverNotPermitted,
    }
}
