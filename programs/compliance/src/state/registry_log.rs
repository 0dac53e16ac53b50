use {
    super::LAYOUT_VERSION,
    crate::{error::ComplianceError, pause::PauseBudget},
    anchor_lang::prelude::*,
};

pub const REGISTRY_LOG_SEED: &[u8] = b"log";

/// What entries and pauses write beside the registry, which thereby stays free for transfers to read.
#[account]
pub struct RegistryLog {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    pub _padding: [u8; 6],
    /// 16
    pub registry: Address,
    /// 48: sequence of the last event; each entry keeps the one that wrote it as its version
    pub sequence: u64,
    /// 56: entries that exist now
    pub entries: u64,
    /// 64: seconds of pause spent, as of the next field; the budget refills 1 s per 10 s
    pub pause_spent: u64,
    /// 72: unix seconds
    pub pause_spent_at: i64,
    /// 80
    pub reserved: [u8; 64],
}

impl RegistryLog {
    pub fn new(registry: Address, bump: u8) -> Self {
        Self {
            version: LAYOUT_VERSION,
            bump,
            _padding: [0; 6],
            registry,
            sequence: 0,
            entries: 0,
            pause_spent: 0,
            pause_spent_at: 0,
            reserved: [0; 64],
        }
    }

    pub fn pause_budget(&self) -> PauseBudget {
        PauseBudget {
            spent: self.pause_spent,
            at: self.pause_spent_at,
        }
    }

    pub fn set_pause_budget(&mut self, budget: PauseBudget) {
        self.pause_spent = budget.spent;
        self.pause_spent_at = budget.at;
    }

    pub fn next_sequence(&mut self) -> Result<u64> {
        self.sequence = self
            .sequence
            .checked_add(1)
            .ok_or(ComplianceError::MathOverflow)?;
        Ok(self.sequence)
    }
}
