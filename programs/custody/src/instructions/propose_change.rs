use {crate::error::CustodyError, anchor_lang::prelude::*};

/// What is to be loosened, or replaced.
#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub enum ProposedChange {
    Role {
        role: crate::state::Role,
        key: Address,
    },
    /// two to five keys, with the number of identical statements that make a round
    Attestors {
        attestors: alloc::vec::Vec<Address>,
        threshold: u8,
    },
    /// those that follow as remaining accounts, at most four, take the place of all
    CashMints,
    Limits {
        limits: crate::state::Limits,
    },
    Delist,
}

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ProposeChangeArgs {
    pub change: ProposedChange,
}

#[derive(Accounts)]
pub struct ProposeChange {
    pub signer: Signer,
}

pub fn propose_change(_ctx: &mut Context<ProposeChange>, _args: ProposeChangeArgs) -> Result<()> {
    Err(CustodyError::MathOverflow.into())
}
