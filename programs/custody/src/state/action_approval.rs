use {
    super::{checked, Issuer},
    crate::error::CustodyError,
    anchor_lang::{bytemuck, prelude::*},
    backstock_runtime::create::is_vacant,
};

pub const ACTION_APPROVAL_SEED: &[u8] = b"approval";

/// The attestors' approvals of one decrease of the multiplier, until it is scheduled. Document, multiplier
/// and time are part of the address, so that nobody's approval of something else stands in the way.
#[account]
pub struct ActionApproval {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    pub _padding: [u8; 6],
    /// 16
    pub asset: Address,
    /// 48
    pub document_sha256: [u8; 32],
    /// 80: multiplier that held when it was approved, bits of a double
    pub from: u64,
    /// 88: multiplier after, bits of a double
    pub to: u64,
    /// 96: unix seconds
    pub effective_at: i64,
    /// 104: the attestor epoch that the approvals are of
    pub epoch: u64,
    /// 112: who has approved, by their place in the issuer
    pub attestors: [Address; 5],
    /// 272: who paid the rent and gets it back
    pub rent_payer: Address,
    /// 304
    pub reserved: [u8; 64],
}

/// What one approval is of: part of its address, and matched against what is scheduled.
#[derive(Clone, Copy, AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ActionTerms {
    pub document_sha256: [u8; 32],
    /// multiplier after, bits of a double
    pub to: u64,
    /// unix seconds
    pub effective_at: i64,
}

impl ActionApproval {
    /// The account's approvals; none where nobody has approved yet.
    pub fn read(account: &AccountView) -> Result<Option<Self>> {
        if is_vacant(account) {
            return Ok(None);
        }
        let data = account.try_borrow()?;
        let is_approval = account.owned_by(&crate::ID)
            && data.len() == Self::DISCRIMINATOR.len() + core::mem::size_of::<Self>()
            && data.starts_with(Self::DISCRIMINATOR);
        require!(is_approval, CustodyError::WrongApproval);
        Ok(Some(bytemuck::pod_read_unaligned(&data[8..])))
    }

    pub fn is_of(&self, asset: &Address, terms: &ActionTerms) -> bool {
        self.asset == *asset
            && self.document_sha256 == terms.document_sha256
            && self.to == terms.to
            && self.effective_at == terms.effective_at
    }

    /// How many of the issuer's attestors of now have approved.
    pub fn count(&self, issuer: &Issuer) -> u8 {
        if self.epoch != issuer.attestor_epoch {
            return 0;
        }
        let approved = self.attestors.iter().zip(&issuer.attestors);
        let approved =
            approved.filter(|(approved, now)| **approved != Address::default() && approved == now);
        approved.count() as u8
    }

    /// Uses approvals up: closes the account and pays its rent back.
    pub fn consume(account: &mut AccountView, rent_payer: &mut AccountView) -> Result<()> {
        rent_payer.set_lamports(checked(
            rent_payer.lamports().checked_add(account.lamports()),
        )?);
        account.set_lamports(0);
        account.close()
    }
}
