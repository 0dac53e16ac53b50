//! What custody asks of a holder's allowlist entry, where Token-2022 does not call the hook.

use {
    crate::error::CustodyError,
    anchor_lang::prelude::*,
    compliance::{
        rules::{check_leaver, check_party, Refusal},
        state::{permission, with_entry, Entry, Listing, PodEntryStatus, Registry, ENTRY_SEED},
    },
};

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

    /// Who is paid or gets tokens back: neither suspended nor revoked. Not being listed, or no more,
    /// does not keep anybody from what is theirs.
    pub fn check_not_barred(&self) -> Result<()> {
        let is_active = |entry: &Entry| entry.status.0 == PodEntryStatus::Active.0;
        match with_entry(self.entry, self.registry, self.wallet, is_active)? {
            Listing::Listed(true) => Ok(()),
            Listing::Listed(false) => Err(CustodyError::HolderNotActive.into()),
            Listing::Vacant => self.assert_canonical(),
            Listing::Foreign => Err(CustodyError::WrongEntry.into()),
        }
    }

    fn check_listed(
        &self,
        rule: impl FnOnce(&Entry) -> core::result::Result<(), Refusal>,
    ) -> Result<()> {
        match with_entry(self.entry, self.registry, self.wallet, rule)? {
            Listing::Listed(verdict) => Ok(verdict.map_err(CustodyError::from)?),
            Listing::Vacant => {
                self.assert_canonical()?;
                Err(CustodyError::HolderNotListed.into())
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
