use {crate::error::CustodyError, anchor_lang::prelude::*};

/// A corporate action, with the multiplier after it as the bits of a double.
#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum ActionRequest {
    Dividend {
        to: u64,
    },
    /// numerator / denominator tokens' worth of shares for each before
    Split {
        numerator: u16,
        denominator: u16,
        to: u64,
    },
    /// needs the attestors' approval
    Decrease {
        to: u64,
    },
}

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ScheduleActionArgs {
    pub action: ActionRequest,
    /// unix seconds
    pub effective_at: i64,
    /// of the announcement
    pub document_sha256: [u8; 32],
}

#[derive(Accounts)]
pub struct ScheduleAction {
    pub signer: Signer,
}

pub fn schedule_action(
    _ctx: &mut Context<ScheduleAction>,
    _args: ScheduleActionArgs,
) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
