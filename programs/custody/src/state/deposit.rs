use {
    super::{checked, DAY},
    crate::error::CustodyError,
    anchor_lang::{bytemuck, cpi::rent_exempt_lamports, pinocchio::Resize, prelude::*},
};

pub const DEPOSIT_SEED: &[u8] = b"deposit";
/// A record must be minted before it is this old.
pub const DEPOSIT_LIFETIME: i64 = 7 * DAY;

#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum DepositStatus {
    Recorded = 0,
    Minted = 1,
    Voided = 2,
}

/// Shares that have arrived at the custodian and wait to be minted.
#[account]
pub struct Deposit {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10: Recorded; a finished deposit is a SpentDeposit
    pub status: PodDepositStatus,
    pub _padding: [u8; 5],
    /// 16
    pub asset: Address,
    /// 48
    pub id: [u8; 32],
    /// 80: wallet
    pub recipient: Address,
    /// 112: raw shares
    pub shares: u64,
    /// 120: effective multiplier when recorded, bits of a double
    pub multiplier: u64,
    /// 128: raw tokens, floor(shares / multiplier)
    pub amount: u64,
    /// 136: unix seconds; mintable while now is before
    pub expires_at: i64,
    /// 144: the custodian's
    pub reference: [u8; 32],
    /// 176: who paid the rent and gets it back but for the tombstone's
    pub rent_payer: Address,
    /// 208
    pub reserved: [u8; 64],
}

/// What is left of a finished deposit, for ever: its id can't be used again.
#[account]
pub struct SpentDeposit {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10: Minted or Voided
    pub status: PodDepositStatus,
    pub _padding: [u8; 5],
    /// 16: unix seconds at which it was minted or voided
    pub ended_at: i64,
}

/// True where a deposit of this id has been minted or voided.
pub fn is_spent(account: &AccountView) -> Result<bool> {
    let data = account.try_borrow()?;
    Ok(account.owned_by(&crate::ID) && data.starts_with(SpentDeposit::DISCRIMINATOR))
}

/// Reads a deposit that is still to be minted.
pub fn read_recorded(account: &AccountView) -> Result<Deposit> {
    require!(!is_spent(account)?, CustodyError::DepositSpent);
    let data = account.try_borrow()?;
    let is_deposit = account.owned_by(&crate::ID)
        && data.len() == Deposit::DISCRIMINATOR.len() + core::mem::size_of::<Deposit>()
        && data.starts_with(Deposit::DISCRIMINATOR);
    require!(is_deposit, CustodyError::WrongDeposit);
    Ok(bytemuck::pod_read_unaligned(&data[8..]))
}

/// Shrinks a finished deposit to its tombstone and pays the rest of its rent back.
pub fn spend(
    account: &mut AccountView,
    rent_payer: &mut AccountView,
    tombstone: &SpentDeposit,
) -> Result<()> {
    const LEN: usize = 8 + core::mem::size_of::<SpentDeposit>();
    account.resize(LEN)?;
    {
        let mut data = account.try_borrow_mut()?;
        data[..8].copy_from_slice(SpentDeposit::DISCRIMINATOR);
        data[8..].copy_from_slice(bytemuck::bytes_of(tombstone));
    }
    let refund = checked(account.lamports().checked_sub(rent_exempt_lamports(LEN)?))?;
    rent_payer.set_lamports(checked(rent_payer.lamports().checked_add(refund))?);
    account.set_lamports(rent_exempt_lamports(LEN)?);
    Ok(())
}
