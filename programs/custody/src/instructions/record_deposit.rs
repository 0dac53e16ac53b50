use {
    crate::{
        error::CustodyError,
        events::{DepositRecorded, Totals},
        state::*,
        stock_mint,
        wide::Multiplier,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        create::{create, is_vacant},
        token::mint_supply,
        vacant_or::VacantOr,
    },
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct RecordDepositArgs {
    /// the custodian's choice, never to be used again for this asset
    pub id: [u8; 32],
    /// raw shares that have arrived, with the mint's decimals
    pub shares: u64,
    /// wallet that the tokens go to
    pub recipient: Address,
    /// the custodian's own
    pub reference: [u8; 32],
}

#[derive(Accounts)]
#[instruction(args: RecordDepositArgs)]
pub struct RecordDeposit {
    #[account(mut, unsafe(dup))]
    pub payer: Signer,
    #[account(address = issuer.custodian @ CustodyError::NotCustodian)]
    pub custodian: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(mut, seeds = [DEPOSIT_SEED, asset.address().as_ref(), args.id.as_ref()], bump)]
    pub deposit: VacantOr<(Deposit, SpentDeposit, DepositStatus)>,
    pub system_program: Program<System>,
}

pub fn record_deposit(ctx: &mut Context<RecordDeposit>, args: RecordDepositArgs) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    let mut account = *a.deposit.account();
    if !is_vacant(&account) {
        return Err(if is_spent(&account)? {
            CustodyError::DepositSpent.into()
        } else {
            CustodyError::DepositExists.into()
        });
    }
    a.asset.assert_listed()?;
    require!(
        args.recipient != Address::default(),
        CustodyError::InvalidRecipient
    );
    let (multiplier, supply) = {
        let mint = a.mint.account().try_borrow()?;
        (
            stock_mint::effective_multiplier(&mint, now),
            mint_supply(&mint),
        )
    };
    let amount = checked(Multiplier::from_bits(multiplier)?.raw_for_shares(args.shares))?;
    require!(amount > 0, CustodyError::ZeroAmount);

    let asset = *a.asset.address();
    let deposit = Deposit {
        version: LAYOUT_VERSION,
        bump: ctx.bumps.deposit,
        status: PodDepositStatus::Recorded,
        _padding: [0; 5],
        asset,
        id: args.id,
        recipient: args.recipient,
        shares: args.shares,
        multiplier,
        amount,
        expires_at: checked(now.checked_add(DEPOSIT_LIFETIME))?,
        reference: args.reference,
        rent_payer: *a.payer.address(),
        reserved: [0; 64],
    };
    create(
        a.payer.account(),
        &mut account,
        &[DEPOSIT_SEED, asset.as_ref(), &args.id, &[deposit.bump]],
        &deposit,
    )?;
    emit!(DepositRecorded {
        asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        deposit: *a.deposit.address(),
        id: args.id,
        recipient: args.recipient,
        shares: args.shares,
        multiplier,
        amount,
        expires_at: deposit.expires_at,
        reference: args.reference,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
