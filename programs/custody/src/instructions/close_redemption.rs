use {
    crate::{
        error::CustodyError,
        events::{RedemptionClosed, Totals},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{clock, token::mint_supply},
};

#[derive(Accounts)]
pub struct CloseRedemption {
    /// the owner or the rent payer; anybody 30 days after the end
    pub closer: Signer,
    #[account(
        mut,
        constraint = address_eq(&redemption.asset, asset.address()) @ CustodyError::WrongRedemption,
    )]
    pub redemption: Account<Redemption>,
    #[account(mut)]
    pub asset: Account<Asset>,
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(mut, unsafe(dup), address = redemption.rent_payer @ CustodyError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
}

pub fn close_redemption(ctx: &mut Context<CloseRedemption>) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    require!(a.redemption.ended_at != 0, CustodyError::RedemptionOpen);
    let closer = a.closer.address();
    let is_party = *closer == a.redemption.owner || *closer == a.redemption.rent_payer;
    let open_to_all_at = checked(a.redemption.ended_at.checked_add(CLOSE_BY_ANYONE_AFTER))?;
    require!(is_party || now >= open_to_all_at, CustodyError::NotCloser);

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionClosed {
        asset: a.redemption.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence: a.redemption.sequence,
        rent_payer: a.redemption.rent_payer,
        totals: Totals::new(&a.asset, supply),
    });
    a.redemption.close(*a.rent_payer.account())
}
