//! An account that an instruction checks by hand, because it may be vacant or hold one of several things.

use {
    anchor_lang::{prelude::*, AnchorAccount},
    core::{marker::PhantomData, ops::Deref},
};

/// Loaded unchecked. `T` names for the IDL what it may hold: an account, or a tuple of accounts.
pub struct VacantOr<T> {
    view: AccountView,
    holds: PhantomData<T>,
}

impl<T> VacantOr<T> {
    pub fn address(&self) -> &Address {
        self.view.address()
    }
}

impl<T> Deref for VacantOr<T> {
    type Target = AccountView;
    fn deref(&self) -> &AccountView {
        &self.view
    }
}

impl<T> AnchorAccount for VacantOr<T> {
    type Data = AccountView;
    fn load(view: AccountView) -> Result<Self> {
        Ok(Self {
            view,
            holds: PhantomData,
        })
    }
    fn account(&self) -> &AccountView {
        &self.view
    }
}

#[cfg(feature = "idl-build")]
impl<T: IdlAccountType> IdlAccountType for VacantOr<T> {
    fn __register_idl_deps(
        accounts: &mut anchor_lang::__alloc::vec::Vec<&'static str>,
        types: &mut anchor_lang::__alloc::vec::Vec<&'static str>,
    ) {
        T::__register_idl_deps(accounts, types);
    }
}
#[cfg(not(feature = "idl-build"))]
impl<T> IdlAccountType for VacantOr<T> {}
