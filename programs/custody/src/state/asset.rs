use {
    super::DAY, crate::error::CustodyError, anchor_lang::prelude::*, compliance::pause::PauseBudget,
};

pub const ASSET_SEED: &[u8] = b"asset";
const MAX_ATTESTATION_AGE: i64 = 7 * DAY;
const MAX_WINDOW: i64 = 30 * DAY;

#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum AssetStatus {
    Active = 0,
    Halted = 1,
    Delisted = 2,
}

/// `Hooked`: every transfer is checked. `Open`: anyone may hold it; redeeming needs an entry.
#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum MintProfile {
    Hooked = 0,
    Open = 1,
}

/// The kind of the pending or last corporate action.
#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum ActionKind {
    None = 0,
    Dividend = 1,
    Split = 2,
    /// a decrease that the attestors have approved, such as a spin-off
    Decrease = 3,
}

/// What bounds an asset. Raw amounts have the mint's decimals.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    bytemuck::Pod,
    bytemuck::Zeroable,
    AnchorSerialize,
    AnchorDeserialize,
    IdlType,
)]
#[repr(C)]
pub struct Limits {
    /// raw
    pub supply_cap: u64,
    /// seconds, 1 s to 7 days
    pub max_attestation_age: i64,
    /// seconds from a redemption's request to its deadline, 1 s to 30 days
    pub redemption_window: i64,
    /// seconds that accepting a redemption adds, 1 s to 30 days
    pub processing_window: i64,
    /// raw; a request for a whole balance may be smaller
    pub minimum_redemption: u64,
    /// raw that may be minted at once
    pub mint_rate_capacity: u64,
    /// raw per second that the rate limit regains
    pub mint_rate_refill: u64,
}

/// The pending or last corporate action, as the mint gate needs it.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct Action {
    pub kind: PodActionKind,
    pub _padding: [u8; 7],
    /// its number, 0 for none
    pub number: u64,
    /// multiplier before, bits of a double
    pub from: u64,
    /// multiplier after, bits of a double
    pub to: u64,
    /// unix seconds
    pub effective_at: i64,
}

/// One stock token. Every authority of its mint: no key can mint past the gate.
#[account]
pub struct Asset {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10
    pub status: PodAssetStatus,
    /// 11
    pub profile: PodMintProfile,
    /// 12: of the mint
    pub decimals: u8,
    pub _padding: [u8; 7],
    /// 20: ASCII
    pub isin: [u8; 12],
    /// 32: UTF-8, filled up with zeros; as in the mint's metadata
    pub symbol: [u8; 16],
    /// 48
    pub issuer: Address,
    /// 80
    pub mint: Address,
    /// 112: holds the tokens of open redemptions
    pub escrow: Address,
    /// 144
    pub limits: Limits,
    /// 200: raw, level of the rate limit's bucket as of the next field
    pub mint_rate_level: u64,
    /// 208: unix seconds
    pub mint_rate_updated_at: i64,
    /// 216: unix seconds; a round must be as of then or later
    pub attest_after: i64,
    /// 224
    pub action: Action,
    /// 264: unix seconds until which the issuer has paused the token; 0 where it is not paused
    pub token_paused_until: i64,
    /// 272: seconds of pause spent, as of the next field; the budget refills 1 s per 10 s
    pub pause_spent: u64,
    /// 280: unix seconds
    pub pause_spent_at: i64,
    /// 288: raw in open redemptions
    pub escrowed: u64,
    /// 296: redemptions flagged as overdue
    pub overdue: u64,
    /// 304: raw ever minted
    pub minted: PodU128,
    /// 320: raw ever redeemed, that is burned for cash
    pub redeemed: PodU128,
    /// 336: sequence of the asset's last event
    pub sequence: u64,
    /// 344: number of the last corporate action
    pub action_count: u64,
    /// 352
    pub reserved: [u8; 64],
}

impl Limits {
    pub fn assert_in_range(&self) -> Result<()> {
        let windows = [self.redemption_window, self.processing_window];
        let in_range = self.supply_cap > 0
            && self.mint_rate_capacity > 0
            && (1..=MAX_ATTESTATION_AGE).contains(&self.max_attestation_age)
            && windows
                .iter()
                .all(|window| (1..=MAX_WINDOW).contains(window));
        require!(in_range, CustodyError::InvalidLimits);
        Ok(())
    }

    /// True where no limit is looser than the other's. A smaller minimum lets more holders out.
    pub fn is_within(&self, other: &Self) -> bool {
        self.supply_cap <= other.supply_cap
            && self.max_attestation_age <= other.max_attestation_age
            && self.redemption_window <= other.redemption_window
            && self.processing_window <= other.processing_window
            && self.minimum_redemption <= other.minimum_redemption
            && self.mint_rate_capacity <= other.mint_rate_capacity
            && self.mint_rate_refill <= other.mint_rate_refill
    }
}

impl Asset {
    pub fn is_hooked(&self) -> bool {
        self.profile.0 == PodMintProfile::Hooked.0
    }

    pub fn assert_listed(&self) -> Result<()> {
        require!(
            self.status.0 != PodAssetStatus::Delisted.0,
            CustodyError::AssetDelisted
        );
        Ok(())
    }

    /// Neither delisted nor halted.
    pub fn assert_active(&self) -> Result<()> {
        self.assert_listed()?;
        require!(
            self.status.0 == PodAssetStatus::Active.0,
            CustodyError::AssetHalted
        );
        Ok(())
    }

    /// Raw, level of the rate limit's bucket now.
    pub fn mint_rate_level_at(&self, now: i64) -> u64 {
        let elapsed = now.saturating_sub(self.mint_rate_updated_at).max(0) as u64;
        let regained = elapsed.saturating_mul(self.limits.mint_rate_refill);
        self.mint_rate_level.saturating_sub(regained)
    }

    /// The bucket is kept: what has been regained until now was regained at the old rate.
    pub fn set_limits(&mut self, limits: Limits, now: i64) -> Result<()> {
        limits.assert_in_range()?;
        self.mint_rate_level = self.mint_rate_level_at(now);
        self.mint_rate_updated_at = now;
        self.limits = limits;
        Ok(())
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

    /// Scheduled, and not effective yet.
    pub fn has_pending_action(&self, now: i64) -> bool {
        self.action.kind.0 != PodActionKind::None.0 && now < self.action.effective_at
    }

    /// The number that the next corporate action gets, part of its address.
    pub fn next_action_number(&self) -> u64 {
        self.action_count.wrapping_add(1)
    }

    pub fn next_sequence(&mut self) -> Result<u64> {
        self.sequence = checked(self.sequence.checked_add(1))?;
        Ok(self.sequence)
    }
}

/// The sum, or the error that says that there is none.
pub fn checked<T>(result: Option<T>) -> Result<T> {
    result.ok_or(CustodyError::MathOverflow.into())
}
