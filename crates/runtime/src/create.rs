//! Creation of program-derived accounts.

use anchor_lang::{address_eq, bytemuck, prelude::*};

/// True where nothing has been created at this address yet. Lamports alone do not count: anybody can
/// send some to any address, and that must not keep an account from being created.
pub fn is_vacant(account: &AccountView) -> bool {
    account.is_data_empty() && address_eq(account.owner(), &System::id())
}

/// Creates a program-derived account that holds `value`, paid by `payer`. `seeds` end with the bump.
/// The caller has checked that the address belongs to the seeds and that it is vacant.
pub fn create<T: bytemuck::Pod + Owner + Discriminator>(
    payer: &AccountView,
    account: &mut AccountView,
    seeds: &[&[u8]],
    value: &T,
) -> Result<()> {
    let space = T::DISCRIMINATOR.len() + core::mem::size_of::<T>();
    create_account_signed(payer, account, space, &T::OWNER, seeds)?;
    let mut data = account.try_borrow_mut()?;
    data[..8].copy_from_slice(T::DISCRIMINATOR);
    data[8..].copy_from_slice(bytemuck::bytes_of(value));
    Ok(())
}
