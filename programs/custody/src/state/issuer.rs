use {
    super::{checked, Role, DAY},
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
    /// 656: by role, changes of it that have been applied: what was proposed before one is stale. There is
    /// room for one role more.
    pub role_changes: [u32; 8],
    /// 688
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

    pub fn is_authority_or_pauser(&self, key: &Address) -> bool {
        address_eq(key, &self.authority) || address_eq(key, &self.pauser)
    }

    /// Who has a role now.
    pub fn holder_of(&self, role: Role) -> &Address {
        match role {
            Role::Custodian => &self.custodian,
            Role::Minter => &self.minter,
            Role::Redeemer => &self.redeemer,
            Role::Pauser => &self.pauser,
            Role::ActionOfficer => &self.action_officer,
            Role::ComplianceOfficer => &self.compliance_officer,
            Role::Authority => &self.authority,
        }
    }

    /// Where a role's next key is written. The authority's has to accept first, and waits in another place.
    pub fn successor_of(&mut self, role: Role) -> &mut Address {
        match role {
            Role::Custodian => &mut self.custodian,
            Role::Minter => &mut self.minter,
            Role::Redeemer => &mut self.redeemer,
            Role::Pauser => &mut self.pauser,
            Role::ActionOfficer => &mut self.action_officer,
            Role::ComplianceOfficer => &mut self.compliance_officer,
            Role::Authority => &mut self.pending_authority,
        }
    }

    pub fn next_sequence(&mut self) -> Result<u64> {
        self.sequence = checked(self.sequence.checked_add(1))?;
        Ok(self.sequence)
    }

    /// Older statements, rounds and approvals count no more.
    pub fn start_attestor_epoch(&mut self) -> Result<()> {
        self.attestor_epoch = checked(self.attestor_epoch.checked_add(1))?;
        Ok(())
    }

    /// An issuer starts with every role named, and attestors enough for a round.
    pub fn assert_complete(&self) -> Result<()> {
        self.assert_attestable()?;
        let roles = self.roles();
        require!(
            roles.iter().all(|role| **role != Address::default()),
            CustodyError::RolesNotSeparate
        );
        Ok(())
    }

    /// There are attestors enough for a round.
    pub fn assert_attestable(&self) -> Result<()> {
        let attestors = self
            .attestors
            .iter()
            .filter(|attestor| **attestor != Address::default())
            .count();
        require!(
            self.threshold >= MIN_THRESHOLD && self.threshold as usize <= attestors,
            CustodyError::InvalidThreshold
        );
        Ok(())
    }

    /// The one check of who holds which key. Runs after everything that names one. A place that was
    /// emptied by a revocation stays empty until a change fills it, and keeps no other change waiting.
    pub fn assert_separation(&self) -> Result<()> {
        require!(
            (MIN_THRESHOLD..=MAX_ATTESTORS as u8).contains(&self.threshold),
            CustodyError::InvalidThreshold
        );
        let roles = self.roles();
        let keys = || {
            let named = roles.iter().copied().chain([&self.pending_authority]);
            named.chain(&self.attestors)
        };
        for (index, key) in keys().enumerate() {
            let is_unique = *key == Address::default() || !keys().take(index).any(|k| k == key);
            require!(is_unique, CustodyError::RolesNotSeparate);
        }
        require!(
            (MIN_CHANGE_DELAY..=MAX_CHANGE_DELAY).contains(&self.change_delay),
            CustodyError::InvalidChangeDelay
        );
        Ok(())
    }

    fn roles(&self) -> [&Address; 7] {
        [
            &self.authority,
            &self.custodian,
            &self.minter,
            &self.redeemer,
            &self.pauser,
            &self.action_officer,
            &self.compliance_officer,
        ]
    }
}
