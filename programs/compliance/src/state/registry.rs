use {super::LAYOUT_VERSION, anchor_lang::prelude::*};

pub const REGISTRY_SEED: &[u8] = b"registry";

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
    /// 312
    pub reserved: [u8; 64],
}

impl Registry {
    /// False for a registry that a later version of this program has laid out anew.
    pub fn has_known_layout(&self) -> bool {
        self.version == LAYOUT_VERSION
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
