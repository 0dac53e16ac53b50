//! How long transfers can be stopped: the budget that bounds pauses of a registry and of a token.

use backstock_runtime::clock::HOUR;

/// Seconds that one pause can last, and that a full budget holds.
pub const MAX_PAUSE: i64 = 72 * HOUR;
/// The budget regains a second in so many.
const REFILL_SECONDS: u64 = 10;

/// Seconds of pause spent, as of a time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PauseBudget {
    pub spent: u64,
    /// unix seconds
    pub at: i64,
}

impl PauseBudget {
    /// After a pause of so many seconds; nothing where that is more than is left. A pause is of 1 second
    /// to `MAX_PAUSE`: the caller has checked it.
    pub fn charge(self, now: i64, seconds: i64) -> Option<Self> {
        let spent = self.level(now).checked_add(seconds as u64)?;
        (spent <= MAX_PAUSE as u64).then_some(Self { spent, at: now })
    }

    /// After a pause has ended so many seconds early.
    pub fn refund(self, now: i64, seconds: i64) -> Self {
        let spent = self.level(now).saturating_sub(seconds.max(0) as u64);
        Self { spent, at: now }
    }

    /// What counts as spent now; fractions of a regained second are lost.
    fn level(self, now: i64) -> u64 {
        let elapsed = now.saturating_sub(self.at).max(0) as u64;
        self.spent.saturating_sub(elapsed / REFILL_SECONDS)
    }
}
