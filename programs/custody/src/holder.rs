//! What custody asks of a holder's allowlist entry, where Token-2022 does not call the hook.

use {
    crate::{error::CustodyError, state::Asset},
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::token::{
        account_owner, is_account_of_mint, is_immutable_owner, is_stock_account,
        TOKEN_2022_PROGRAM_ID,
    },
    compliance::{
        rules::{check_leaver, check_party, Refusal},
        state::{permission, with_entry, Entry, Listing, PodEntryStatus, Registry, ENTRY_SEED},
    },
};

const NO_IDENTITY: [u8; 32] = [0; 32];

/// The holder whose entry is asked for, and the account that must hold it.
pub struct Holder<'a> {
    pub entry: &'a AccountView,
    pub registry: &'a Address,
    pub wallet: &'a Address,
}

impl Holder<'_> {
    /// The recipient of a mint: active, not expired, of no blocked jurisdiction, RECEIVE and MINT.
    pub fn check_recipient(&self, registry: &Registry, now: i64) -> Result<()> {
        self.check_listed(|entry| {
            check_party(entry, registry, now, permission::RECEIVE | permission::MINT)
        })
    }

    /// Who asks for cash: active, not expired, REDEEM. A blocked country may leave.
    pub fn check_redeemer(&self, now: i64) -> Result<()> {
        self.check_listed(|entry| check_leaver(entry, now, permission::REDEEM))
    }

    /// The receiver of a forced transfer: active, not expired, of no blocked jurisdiction, RECEIVE. The
    /// registry's pause does not hold a court's order back.
    pub fn check_forced_receiver(&self, registry: &Registry, now: i64) -> Result<()> {
        require!(registry.has_known_layout(), CustodyError::WrongRegistry);
        self.check_listed(|entry| check_party(entry, registry, now, permission::RECEIVE))
    }

    /// Whose redemption is seized: revoked, which only the registry's authority can lift.
    pub fn check_revoked(&self) -> Result<()> {
        let is_revoked = |entry: &Entry| entry.status.0 == PodEntryStatus::Revoked.0;
        let revoked = self.read(is_revoked)?.unwrap_or(false);
        require!(revoked, CustodyError::OwnerNotRevoked);
        Ok(())
    }

    /// Both wallets are listed as one customer's: of the same identity, which is not zero. Whether either
    /// may act is another question: a lost wallet is suspended first.
    pub fn check_same_customer(&self, other: &Holder) -> Result<()> {
        require!(
            !address_eq(self.wallet, other.wallet),
            CustodyError::SameWallet
        );
        let identity = |entry: &Entry| entry.identity;
        let (one, another) = (self.read(identity)?, other.read(identity)?);
        require!(
            one.is_some_and(|identity| identity != NO_IDENTITY) && one == another,
            CustodyError::IdentityMismatch
        );
        Ok(())
    }

    /// Who is paid or gets tokens back: neither suspended nor revoked. Not being listed, or no more,
    /// does not keep anybody from what is theirs.
    pub fn check_not_barred(&self) -> Result<()> {
        let is_active = |entry: &Entry| entry.status.0 == PodEntryStatus::Active.0;
        let barred = self.read(is_active)? == Some(false);
        require!(!barred, CustodyError::HolderNotActive);
        Ok(())
    }

    fn check_listed(
        &self,
        rule: impl FnOnce(&Entry) -> core::result::Result<(), Refusal>,
    ) -> Result<()> {
        let Some(verdict) = self.read(rule)? else {
            return Err(CustodyError::HolderNotListed.into());
        };
        Ok(verdict.map_err(CustodyError::from)?)
    }

    /// What `read` makes of the wallet's entry; nothing where the wallet is not listed.
    #[inline(always)]
    fn read<T>(&self, read: impl FnOnce(&Entry) -> T) -> Result<Option<T>> {
        match with_entry(self.entry, self.registry, self.wallet, read)? {
            Listing::Listed(value) => Ok(Some(value)),
            Listing::Vacant => {
                self.assert_canonical()?;
                Ok(None)
            }
            Listing::Foreign => Err(CustodyError::WrongEntry.into()),
        }
    }

    /// A vacant account says something of the wallet only at the address of its entry: otherwise a
    /// suspended holder could hand in any empty account.
    fn assert_canonical(&self) -> Result<()> {
        let seeds = [ENTRY_SEED, self.registry.as_ref(), self.wallet.as_ref()];
        let (address, _) = find_program_address(&seeds, &compliance::ID);
        require!(address == *self.entry.address(), CustodyError::WrongEntry);
        Ok(())
    }
}

/// Checks the token account that tokens are moved to by force, and answers whose it is: its owner can't
/// change and passes `check_forced_receiver`, and hook and pause bind it from then on.
pub fn check_forced_destination(
    asset: &Asset,
    registry: &Account<Registry>,
    destination: &AccountView,
    receiver_entry: &AccountView,
    now: i64,
) -> Result<Address> {
    require!(
        !address_eq(destination.address(), &asset.escrow),
        CustodyError::EscrowRefused
    );
    let data = destination.try_borrow()?;
    require!(
        is_account_of_mint(destination, &data, &TOKEN_2022_PROGRAM_ID, &asset.mint),
        CustodyError::WrongTokenAccount
    );
    require!(is_immutable_owner(&data), CustodyError::OwnerNotImmutable);
    require!(is_stock_account(&data), CustodyError::AccountOfEarlierMint);
    let receiver = *account_owner(&data);
    Holder {
        entry: receiver_entry,
        registry: registry.address(),
        wallet: &receiver,
    }
    .check_forced_receiver(registry, now)?;
    Ok(receiver)
}
