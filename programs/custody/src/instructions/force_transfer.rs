use {
    super::forced_move::ForcedMove,
    crate::{
        error::CustodyError,
        events::{Totals, TransferForced},
    },
    anchor_lang::prelude::*,
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct ForceTransferArgs {
    /// raw
    pub amount: u64,
    /// of the document that the case is kept in
    pub case_sha256: [u8; 32],
}

pub fn force_transfer(ctx: &mut Context<ForcedMove>, args: ForceTransferArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let parties = a.check(&args.case_sha256, now)?;
    require!(args.amount > 0, CustodyError::ZeroAmount);

    a.transfer(args.amount)?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(TransferForced {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        source: *a.source.address(),
        from: parties.from,
        destination: *a.destination.address(),
        to: parties.to,
        amount: args.amount,
        case_sha256: args.case_sha256,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
