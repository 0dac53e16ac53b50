use {
    super::DAY,
    crate::error::CustodyError,
    anchor_lang::{address_eq, prelude::*},
};

pub const ISSUER_SEED: &[u8] = b"issuer";
pub const MAX_ATTESTORS: usize = 5;
pub const MAX_CASH_MINTS: usize = 4;
const MIN_THRESHOLD: u8 = 2;
const MIN_CHANGE_DELAY: i64 = DAY;
const MAX_CHANGE_DELAY: i64 = 14 * DAY;

/// An issuer: who may do what for its assets. An empty slot holds the default key.
#[account]
pub struct Issuer {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10: identical statements that make a round
    pub threshold: u8,
    /// 11: 1 while minting is paused for all of the issuer's assets
    pub mint_paused: u8,
    /// 12: proposed changes neither applied nor cancelled, at most 8
    pub open_changes: u8,
    pub _padding: [u8; 3],
    /// 16: the key that named this issuer when it was created
    pub base: Address,
    /// 48: the allowlist of its assets, for ever
    pub registry: Address,
    /// 80
    pub authority: Address,
    /// 112: proposed authority that has not accepted
    pub pending_authority: Address,
    /// 144: records and voids deposits
    pub custodian: Address,
    /// 176: mints recorded deposits
    pub minter: Address,
    /// 208: settles redemptions
    pub redeemer: Address,
    /// 240: stops things
    pub pauser: Address,
    /// 272: schedules corporate actions
    pub action_officer: Address,
    /// 304: freezes, rejects, recovers
    pub compliance_officer: Address,
    /// 336
    pub attestors: [Address; 5],
    /// 496: what redemptions can be paid in
    pub cash_mints: [Address; 4],
    /// 624: raised when the attestors change: older statements and rounds count no more
    pub attestor_epoch: u64,
    /// 632: seconds between the proposal of a loosening and its earliest use
    pub change_delay: i64,
    /// 640: sequence of the issuer's last event
    pub sequence: u64,
    /// 648: number of the last change proposed
    pub change_count: u64,
    /// 656
    pub reserved: [u8; 64],
}

impl Issuer {
    pub fn attestor_index(&self, key: &Address) -> Option<usize> {
        self.attestors.iter().position(|attestor| attestor == key)
    }

    pub fn accepts_cash(&self, mint: &Address) -> bool {
        let is_listed = self.cash_mints.iter().any(|cash| address_eq(cash, mint));
        is_listed && !address_eq(mint, &Address::default())
    }

    /// The one check of who holds which key. Runs after everything that sets roles or attestors.
    pub fn assert_separation(&self) -> Result<()> {
        let attestors = self
            .attestors
            .iter()
            .filter(|attestor| **attestor != Address::default())
            .count();
        require!(
            self.threshold >= MIN_THRESHOLD && self.threshold as usize <= attestors,
            CustodyError::InvalidThreshold
        );
        let roles = [
            &self.authority,
            &self.custodian,
            &self.minter,
            &self.redeemer,
            &self.pauser,
            &self.action_officer,
            &self.compliance_officer,
        ];
        for (index, role) in roles.iter().enumerate() {
            let is_named = **role != Address::default();
            let is_unique = !roles[..index].contains(role) && !self.attestors.contains(role);
            require!(is_named && is_unique, CustodyError::RolesNotSeparate);
        }
        for (index, attestor) in self.attestors.iter().enumerate() {
            let is_unique =
                *attestor == Address::default() || !self.attestors[..index].contains(attestor);
            require!(is_unique, CustodyError::RolesNotSeparate);
        }
        require!(
            (MIN_CHANGE_DELAY..=MAX_CHANGE_DELAY).contains(&self.change_delay),
            CustodyError::InvalidChangeDelay
        );
        Ok(())
    }
}
