use {
    super::forced_move::ForcedMove,
    crate::{
        error::CustodyError,
        events::{AccountRecovered, Totals},
        holder::Holder,
    },
    anchor_lang::prelude::*,
    backstock_runtime::{
        clock,
        token::{account_amount, mint_supply},
    },
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RecoverAccountArgs {
    /// of the document that the case is kept in
    pub case_sha256: [u8; 32],
}

pub fn recover_account(ctx: &mut Context<ForcedMove>, args: RecoverAccountArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let parties = a.check(&args.case_sha256, now)?;
    let registry = a.registry.address();
    let old = Holder {
        entry: a.sender_entry.account(),
        registry,
        wallet: &parties.from,
    };
    let new = Holder {
        entry: a.receiver_entry.account(),
        registry,
        wallet: &parties.to,
    };
    old.check_same_customer(&new)?;
    let amount = account_amount(&a.source.account().try_borrow()?);
    require!(amount > 0, CustodyError::ZeroAmount);

    a.transfer(amount)?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(AccountRecovered {
        asset: *a.asset.address(),
        sequence: a.asset.next_sequence()?,
        at: now,
        source: *a.source.address(),
        from: parties.from,
        destination: *a.destination.address(),
        to: parties.to,
        amount,
        case_sha256: args.case_sha256,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
