use {
    super::{checked, Asset, DAY},
    crate::error::CustodyError,
    anchor_lang::prelude::*,
};

pub const REDEMPTION_SEED: &[u8] = b"redemption";
/// After this time anybody may close an ended redemption.
pub const CLOSE_BY_ANYONE_AFTER: i64 = 30 * DAY;

#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum RedemptionStatus {
    /// asked
    Pending = 0,
    /// accepted by the redeemer, which extends the deadline once
    Processing = 1,
    /// paid in full
    Settled = 2,
    /// what was open went back to the owner after the deadline
    Cancelled = 3,
    /// refused; what is open waits for its owner to claim it
    Rejected = 4,
    /// refused and claimed back
    Claimed = 5,
    /// ended by force for a revoked owner
    Seized = 6,
}

#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum PayoutKind {
    OnChain = 0,
    OffChain = 1,
    /// after a recovery, until the new owner has named one
    Unnamed = 2,
}

/// Why a redemption was rejected.
#[pod_wrapper]
#[derive(Clone, Copy, PartialEq, Eq, Debug, AnchorSerialize, AnchorDeserialize, IdlType)]
#[repr(u8)]
pub enum RejectReason {
    /// it was not
    None = 0,
    /// a law or an order forbids paying this owner
    Sanctions = 1,
    /// the owner's documents are missing or no longer hold
    Documents = 2,
    /// the least cash asked for is more than the shares bring
    Price = 3,
    /// the destination or the payment instruction can't be paid
    Destination = 4,
    /// the owner has asked for it
    OwnerRequest = 5,
}

/// Tokens in escrow that ask for cash.
#[account]
pub struct Redemption {
    /// 8: layout version
    pub version: u8,
    /// 9: bump of this address
    pub bump: u8,
    /// 10
    pub status: PodRedemptionStatus,
    /// 11
    pub payout: PodPayoutKind,
    /// 12: 1 where it counts among the asset's overdue ones
    pub flagged: u8,
    /// 13: None where it was not rejected
    pub reject_reason: PodRejectReason,
    /// 14: 1 where it was worth the minimum when asked, so that it can count as overdue
    pub is_flaggable: u8,
    pub _padding: [u8; 1],
    /// 16
    pub asset: Address,
    /// 48: who asked; part of the address
    pub opener: Address,
    /// 80: who gets the cash or the tokens: the opener until recovered
    pub owner: Address,
    /// 112: the opener's choice; part of the address
    pub nonce: u64,
    /// 120: the asset's event sequence when asked, and anew when recovered or given a payout: operators sign for it
    pub sequence: u64,
    /// 128: raw put into escrow; what was open of that, after a recovery
    pub amount: u64,
    /// 136: raw settled
    pub settled: u64,
    /// 144: raw cash paid
    pub paid: u64,
    /// 152: raw cash that the whole amount must bring; OnChain only
    pub least_cash: u64,
    /// 160: OnChain only
    pub cash_mint: Address,
    /// 192: token account of the cash mint; OnChain only
    pub destination: Address,
    /// 224: of the payment instruction that the parties hold; OffChain only
    pub instruction_sha256: [u8; 32],
    /// 256: unix seconds
    pub requested_at: i64,
    /// 264: unix seconds; afterwards the owner can cancel
    pub deadline: i64,
    /// 272: unix seconds; 0 while anything is in escrow
    pub ended_at: i64,
    /// 280: who paid the rent and gets it back
    pub rent_payer: Address,
    /// 312
    pub reserved: [u8; 64],
}

impl Redemption {
    /// Raw that is still in escrow.
    pub fn open_amount(&self) -> u64 {
        if self.ended_at != 0 {
            return 0;
        }
        self.amount.saturating_sub(self.settled)
    }

    /// The redemption that the signers mean: a nonce can be used again, a sequence can't.
    pub fn assert_named(&self, sequence: u64) -> Result<()> {
        require!(self.sequence == sequence, CustodyError::SequenceMismatch);
        Ok(())
    }

    /// Something of it is in escrow.
    pub fn assert_open(&self) -> Result<()> {
        require!(self.ended_at == 0, CustodyError::RedemptionEnded);
        Ok(())
    }

    /// Pending or Processing: it can still be paid.
    pub fn assert_payable(&self) -> Result<()> {
        require!(
            self.status.0 != PodRedemptionStatus::Rejected.0,
            CustodyError::RedemptionRejected
        );
        let is_payable = self.status.0 == PodRedemptionStatus::Pending.0
            || self.status.0 == PodRedemptionStatus::Processing.0;
        require!(is_payable, CustodyError::RedemptionEnded);
        Ok(())
    }

    /// Its owner has said how to be paid, which a new owner does after a recovery.
    pub fn assert_payout_named(&self) -> Result<()> {
        require!(
            self.payout.0 != PodPayoutKind::Unnamed.0,
            CustodyError::PayoutUnnamed
        );
        Ok(())
    }

    /// So much of it can be settled now, by operators who know how much has been.
    pub fn assert_settleable(
        &self,
        sequence: u64,
        settled_before: u64,
        amount: u64,
        payout: PodPayoutKind,
    ) -> Result<()> {
        self.assert_named(sequence)?;
        self.assert_payable()?;
        self.assert_payout_named()?;
        if self.payout.0 != payout.0 {
            return Err(if payout.0 == PodPayoutKind::OnChain.0 {
                CustodyError::PayoutOffChain.into()
            } else {
                CustodyError::PayoutOnChain.into()
            });
        }
        require!(
            self.settled == settled_before,
            CustodyError::SettledBeforeMismatch
        );
        require!(amount > 0, CustodyError::ZeroAmount);
        require!(
            amount <= self.open_amount(),
            CustodyError::SettleExceedsOpen
        );
        Ok(())
    }

    /// Counts what has been burned and paid for; the last raw unit ends it. Answers the status after.
    pub fn settle(&mut self, amount: u64, now: i64, asset: &mut Asset) -> Result<RedemptionStatus> {
        self.settled = checked(self.settled.checked_add(amount))?;
        asset.escrowed = checked(asset.escrowed.checked_sub(amount))?;
        asset.redeemed = checked(asset.redeemed.get().checked_add(amount as u128))?.into();
        if self.settled == self.amount {
            self.end(PodRedemptionStatus::Settled, now, asset)?;
            Ok(RedemptionStatus::Settled)
        } else if self.status.0 == PodRedemptionStatus::Processing.0 {
            Ok(RedemptionStatus::Processing)
        } else {
            Ok(RedemptionStatus::Pending)
        }
    }

    /// Gives what is open to another owner, who has to name a payout, where it was not rejected: as if asked
    /// anew. What has been settled was the old owner's, in cash that the new one may not name.
    pub fn hand_over(&mut self, owner: Address, asset: &mut Asset) -> Result<()> {
        self.owner = owner;
        if self.status.0 == PodRedemptionStatus::Rejected.0 {
            return Ok(());
        }
        self.amount = self.open_amount();
        self.settled = 0;
        self.paid = 0;
        self.payout = PodPayoutKind::Unnamed;
        self.least_cash = 0;
        self.cash_mint = Address::default();
        self.destination = Address::default();
        self.instruction_sha256 = [0; 32];
        self.clear_flag(asset)
    }

    /// What is open has left the escrow unburned. Answers how much that was.
    pub fn end_unpaid(
        &mut self,
        status: PodRedemptionStatus,
        now: i64,
        asset: &mut Asset,
    ) -> Result<u64> {
        let amount = self.open_amount();
        asset.escrowed = checked(asset.escrowed.checked_sub(amount))?;
        self.end(status, now, asset)?;
        Ok(amount)
    }

    /// It keeps no gate shut any more.
    pub fn clear_flag(&mut self, asset: &mut Asset) -> Result<()> {
        if self.flagged != 0 {
            self.flagged = 0;
            asset.overdue = checked(asset.overdue.checked_sub(1))?;
        }
        Ok(())
    }

    fn end(&mut self, status: PodRedemptionStatus, now: i64, asset: &mut Asset) -> Result<()> {
        self.status = status;
        self.ended_at = now;
        self.clear_flag(asset)
    }
}
