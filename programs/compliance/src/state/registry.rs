use {
    super::LAYOUT_VERSION, crate::error::ComplianceError, anchor_lang::prelude::*,
    backstock_runtime::clock::HOUR,
};

pub const REGISTRY_SEED: &[u8] = b"registry";
/// Seconds that a proposed authority waits: whoever finds its key stolen can withdraw the proposal meanwhile.
pub const HANDOVER_DELAY: i64 = 24 * HOUR;

/// An allowlist that any number of mints follow. Only roles, jurisdictions and the pause write it,
/// so that transfers, which read it, do not wait for changes of the list.
#[account]
pub struct Registry {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    pub _padding: [u8; 6],
    /// 16: the key that named this registry when it was created
    pub base: Address,
    /// 48: changes roles and jurisdictions, lifts revocations
    pub authority: Address,
    /// 80: proposed authority that has not accepted; default for none
    pub pending_authority: Address,
    /// 112: edits entries
    pub officer: Address,
    /// 144: pauses transfers for a while
    pub pauser: Address,
    /// 176: unix seconds until which transfers are paused; 0 for never
    pub paused_until: i64,
    /// 184: bit c % 8 of byte c / 8 is set where the ISO 3166-1 numeric code c is blocked
    pub blocked_jurisdictions: [u8; 128],
    /// 312: unix seconds from which the proposed authority can accept; 0 for none
    pub acceptable_at: i64,
    /// 320
    pub reserved: [u8; 64],
}

impl Registry {
    /// False for a registry that a later version of this program has laid out anew.
    pub fn has_known_layout(&self) -> bool {
        self.version == LAYOUT_VERSION
    }

    /// After every change of a role.
    pub fn assert_separation(&self) -> Result<()> {
        assert_separate(&[self.authority, self.officer, self.pauser])
    }

    pub fn is_paused(&self, now: i64) -> bool {
        now < self.paused_until
    }

    pub fn is_blocked(&self, jurisdiction: u16) -> bool {
        let byte = (jurisdiction / 8) as usize;
        match self.blocked_jurisdictions.get(byte) {
            Some(bits) => bits & (1 << (jurisdiction % 8)) != 0,
            None => true, // no code is that large: a damaged entry does not pass
        }
    }
}

/// The authority, the officer and the pauser are three different keys, none of them the default key.
pub fn assert_separate(roles: &[Address; 3]) -> Result<()> {
    let distinct = roles[0] != roles[1] && roles[0] != roles[2] && roles[1] != roles[2];
    let named = roles.iter().all(|role| *role != Address::default());
    require!(distinct && named, ComplianceError::RolesNotSeparate);
    Ok(())
}

/// ISO 3166-1 numeric codes as `blocked_jurisdictions` holds them.
pub fn jurisdiction_bits(codes: &[u16]) -> Result<[u8; 128]> {
    let mut bits = [0u8; 128];
    for code in codes {
        require!(
            (1..=999).contains(code),
            ComplianceError::InvalidJurisdiction
        );
        bits[(code / 8) as usize] |= 1 << (code % 8);
    }
    Ok(bits)
}
