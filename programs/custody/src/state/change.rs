use {
    super::{checked, Asset, Issuer, Limits, PodAssetStatus, DAY, MAX_CASH_MINTS},
    crate::error::CustodyError,
    anchor_lang::{bytemuck::Zeroable, prelude::*},
};

pub const CHANGE_SEED: &[u8] = b"change";
pub const MAX_OPEN_CHANGES: u8 = 8;
/// How long a change can be applied once its delay has passed.
pub const CHANGE_WINDOW: i64 = 7 * DAY;

#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum ChangeKind {
    Role = 0,
    Attestors = 1,
    CashMints = 2,
    Limits = 3,
    Delist = 4,
}

/// Who can be replaced. The authority only proposes its successor, who has to accept.
#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum Role {
    Custodian = 0,
    Minter = 1,
    Redeemer = 2,
    Pauser = 3,
    ActionOfficer = 4,
    ComplianceOfficer = 5,
    Authority = 6,
}

/// A proposed loosening, until it is applied or cancelled. What its kind does not need is zero.
#[account]
pub struct Change {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10
    pub kind: PodChangeKind,
    /// 11: Role only
    pub role: PodRole,
    /// 12: Attestors only
    pub threshold: u8,
    pub _padding: [u8; 3],
    /// 16
    pub issuer: Address,
    /// 48: Limits and Delist only
    pub asset: Address,
    /// 80: part of the address
    pub number: u64,
    /// 88: unix seconds
    pub proposed_at: i64,
    /// 96: unix seconds; can be applied from then
    pub earliest_at: i64,
    /// 104: unix seconds; can be applied until then
    pub expires_at: i64,
    /// 112: who paid the rent and gets it back
    pub rent_payer: Address,
    /// 144: the new key (Role, in the first place), attestors or cash mints
    pub keys: [Address; 5],
    /// 304: Limits only
    pub limits: Limits,
    /// 360: what held when this was proposed, in the places of `keys`
    pub before_keys: [Address; 5],
    /// 520: what held when this was proposed
    pub before_limits: Limits,
    /// 576: the attestor epoch (Attestors) or the role's count of changes (Role) when this was proposed
    pub before_epoch: u64,
    /// 584
    pub reserved: [u8; 64],
}

/// What a change replaces, as it is now. What its kind does not touch is zero.
struct Replaced {
    keys: [Address; 5],
    limits: Limits,
    epoch: u64,
}

impl Change {
    pub fn is_about_asset(&self) -> bool {
        self.is(PodChangeKind::Limits) || self.is(PodChangeKind::Delist)
    }

    fn is(&self, kind: PodChangeKind) -> bool {
        self.kind.0 == kind.0
    }

    fn replaced(&self, issuer: &Issuer, asset: Option<&Asset>) -> Replaced {
        let mut replaced = Replaced {
            keys: [Address::default(); 5],
            limits: Limits::zeroed(),
            epoch: 0,
        };
        match ChangeKind::from(self.kind) {
            ChangeKind::Role => {
                replaced.keys[0] = *issuer.holder_of(self.role.into());
                replaced.epoch = issuer.role_changes[self.role.0 as usize] as u64;
            }
            ChangeKind::Attestors => {
                replaced.keys = issuer.attestors;
                replaced.epoch = issuer.attestor_epoch;
            }
            ChangeKind::CashMints => {
                replaced.keys[..MAX_CASH_MINTS].copy_from_slice(&issuer.cash_mints)
            }
            ChangeKind::Limits => {
                replaced.limits = asset.map_or(Limits::zeroed(), |asset| asset.limits)
            }
            ChangeKind::Delist => {}
        }
        replaced
    }

    /// Writes down what it replaces, which must be something else.
    pub fn remember(&mut self, issuer: &Issuer, asset: Option<&Asset>) -> Result<()> {
        let Replaced {
            keys,
            limits,
            epoch,
        } = self.replaced(issuer, asset);
        let is_same = match ChangeKind::from(self.kind) {
            ChangeKind::Role | ChangeKind::CashMints => self.keys == keys,
            ChangeKind::Attestors => self.keys == keys && self.threshold == issuer.threshold,
            ChangeKind::Limits => self.limits == limits,
            ChangeKind::Delist => false, // a delisted asset is refused by its own name
        };
        require!(!is_same, CustodyError::InvalidChange);
        self.before_keys = keys;
        self.before_limits = limits;
        self.before_epoch = epoch;
        Ok(())
    }

    /// What it replaces is as it was when proposed: nobody has decided otherwise since. A role that was
    /// emptied meanwhile may be filled, so that a revocation does not cost another delay, unless another
    /// change had filled it before: of two that name the same key, one would undo its revocation. Attestors
    /// may not: the revoked one could be among those of the change.
    pub fn assert_current(&self, issuer: &Issuer, asset: Option<&Asset>) -> Result<()> {
        let now = self.replaced(issuer, asset);
        let is_emptied = self.is(PodChangeKind::Role) && now.keys[0] == Address::default();
        let is_current = (now.keys == self.before_keys || is_emptied)
            && now.limits == self.before_limits
            && now.epoch == self.before_epoch;
        require!(is_current, CustodyError::ChangeStale);
        Ok(())
    }

    /// Does to the issuer what was proposed. Runs on a copy when it is proposed.
    pub fn apply_to_issuer(&self, issuer: &mut Issuer) -> Result<()> {
        match ChangeKind::from(self.kind) {
            ChangeKind::Role => {
                *issuer.successor_of(self.role.into()) = self.keys[0];
                let changes = &mut issuer.role_changes[self.role.0 as usize];
                *changes = checked(changes.checked_add(1))?;
            }
            ChangeKind::Attestors => {
                issuer.attestors = self.keys;
                issuer.threshold = self.threshold;
                issuer.start_attestor_epoch()?;
                issuer.assert_attestable()?;
            }
            ChangeKind::CashMints => issuer
                .cash_mints
                .copy_from_slice(&self.keys[..MAX_CASH_MINTS]),
            ChangeKind::Limits | ChangeKind::Delist => {}
        }
        issuer.assert_separation()
    }

    /// Does to the asset what was proposed. Runs on a copy when it is proposed.
    pub fn apply_to_asset(&self, asset: &mut Asset, now: i64) -> Result<()> {
        if self.is(PodChangeKind::Limits) {
            return asset.set_limits(self.limits, now);
        }
        asset.assert_listed()?;
        asset.status = PodAssetStatus::Delisted;
        Ok(())
    }
}

impl Issuer {
    /// One more change is open. Answers its number.
    pub fn open_change(&mut self) -> Result<u64> {
        require!(
            self.open_changes < MAX_OPEN_CHANGES,
            CustodyError::TooManyChanges
        );
        self.open_changes += 1;
        self.change_count = checked(self.change_count.checked_add(1))?;
        Ok(self.change_count)
    }

    /// A change has been applied or cancelled. Its number is never used again.
    pub fn end_change(&mut self) -> Result<()> {
        self.open_changes = checked(self.open_changes.checked_sub(1))?;
        Ok(())
    }
}
