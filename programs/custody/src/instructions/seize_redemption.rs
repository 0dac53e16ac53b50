use {
    crate::{
        cpi_token::HookAccounts,
        error::CustodyError,
        escrow::{send_from_escrow, FromEscrow},
        events::{RedemptionSeized, Totals},
        holder::{check_forced_destination, Holder},
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::{
        clock,
        token::{mint_supply, TOKEN_2022_PROGRAM_ID},
    },
    compliance::state::Registry,
};

#[derive(AnchorSerialize, AnchorDeserialize, IdlType)]
pub struct SeizeRedemptionArgs {
    /// names the redemption that the signers mean, because a nonce can be used again
    pub sequence: u64,
    /// of the document that the case is kept in
    pub case_sha256: [u8; 32],
}

#[derive(Accounts)]
pub struct SeizeRedemption {
    #[account(address = issuer.authority @ CustodyError::NotAuthority)]
    pub authority: Signer,
    #[account(address = issuer.compliance_officer @ CustodyError::NotComplianceOfficer)]
    pub compliance_officer: Signer,
    pub issuer: Account<Issuer>,
    #[account(
        mut,
        constraint = address_eq(&asset.issuer, issuer.address()) @ CustodyError::WrongIssuer,
    )]
    pub asset: Account<Asset>,
    #[account(mut, address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    #[account(mut, address = asset.escrow @ CustodyError::WrongEscrow)]
    pub escrow: UncheckedAccount,
    #[account(
        mut,
        constraint = address_eq(&redemption.asset, asset.address()) @ CustodyError::WrongRedemption,
    )]
    pub redemption: Account<Redemption>,
    /// a token account of the receiver's whose owner can't change
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(address = issuer.registry @ CustodyError::WrongRegistry)]
    pub registry: Account<Registry>,
    pub owner_entry: UncheckedAccount,
    pub receiver_entry: UncheckedAccount,
    /// the asset's entry, which does not exist; the hook's account list wants it
    pub escrow_entry: UncheckedAccount,
    pub validation: UncheckedAccount,
    #[account(address = compliance::ID @ CustodyError::WrongProgram)]
    pub compliance_program: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

pub fn seize_redemption(
    ctx: &mut Context<SeizeRedemption>,
    args: SeizeRedemptionArgs,
) -> Result<()> {
    let now = clock::now()?;
    let a = &mut ctx.accounts;
    a.redemption.assert_named(args.sequence)?;
    a.redemption.assert_open()?;
    require!(args.case_sha256 != [0; 32], CustodyError::CaseMissing);
    Holder {
        entry: a.owner_entry.account(),
        registry: &a.issuer.registry,
        wallet: &a.redemption.owner,
    }
    .check_revoked()?;
    let receiver = check_forced_destination(
        &a.asset,
        &a.registry,
        a.destination.account(),
        a.receiver_entry.account(),
        now,
    )?;

    send_from_escrow(
        &a.asset,
        &mut a.mint,
        FromEscrow {
            escrow: a.escrow.account(),
            destination: a.destination.account(),
            hook: HookAccounts {
                registry: a.registry.account(),
                sender_entry: a.escrow_entry.account(),
                receiver_entry: a.receiver_entry.account(),
                validation: a.validation.account(),
                program: a.compliance_program.account(),
            },
        },
        a.redemption.open_amount(),
    )?;
    let amount = a
        .redemption
        .end_unpaid(PodRedemptionStatus::Seized, now, &mut a.asset)?;

    let supply = mint_supply(&a.mint.account().try_borrow()?);
    emit!(RedemptionSeized {
        asset: a.redemption.asset,
        sequence: a.asset.next_sequence()?,
        at: now,
        redemption: *a.redemption.address(),
        redemption_sequence: a.redemption.sequence,
        owner: a.redemption.owner,
        amount,
        receiver,
        destination: *a.destination.address(),
        case_sha256: args.case_sha256,
        totals: Totals::new(&a.asset, supply),
    });
    Ok(())
}
