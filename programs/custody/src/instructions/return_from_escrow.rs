//! What cancel_redemption and claim_redemption have in common: what is open goes back to its owner.

use {
    crate::{
        cpi_token::HookAccounts,
        error::CustodyError,
        escrow::{send_from_escrow, FromEscrow},
        holder::Holder,
        state::*,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::token::{
        account_owner, is_account_of_mint, is_immutable_owner, TOKEN_2022_PROGRAM_ID,
    },
};

#[derive(Accounts)]
pub struct ReturnFromEscrow {
    #[account(address = redemption.owner @ CustodyError::NotOwner)]
    pub owner: Signer,
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
    /// any token account of the owner's whose owner can't change
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(address = issuer.registry @ CustodyError::WrongRegistry)]
    pub registry: UncheckedAccount,
    pub owner_entry: UncheckedAccount,
    /// the asset's entry, which does not exist; the hook's account list wants it
    pub escrow_entry: UncheckedAccount,
    pub validation: UncheckedAccount,
    #[account(address = compliance::ID @ CustodyError::WrongProgram)]
    pub compliance_program: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

impl ReturnFromEscrow {
    /// Sends back what is open and ends the redemption. Answers how much that was, raw.
    pub fn send_back(&mut self, status: PodRedemptionStatus, now: i64) -> Result<u64> {
        Holder {
            entry: self.owner_entry.account(),
            registry: &self.issuer.registry,
            wallet: self.owner.address(),
        }
        .check_not_barred()?;
        self.check_destination()?;
        send_from_escrow(
            &self.asset,
            &mut self.mint,
            FromEscrow {
                escrow: self.escrow.account(),
                destination: self.destination.account(),
                hook: HookAccounts {
                    registry: self.registry.account(),
                    sender_entry: self.escrow_entry.account(),
                    receiver_entry: self.owner_entry.account(),
                    validation: self.validation.account(),
                    program: self.compliance_program.account(),
                },
            },
            self.redemption.open_amount(),
        )?;
        self.redemption.end_unpaid(status, now, &mut self.asset)
    }

    fn check_destination(&self) -> Result<()> {
        let destination = self.destination.account();
        let data = destination.try_borrow()?;
        require!(
            is_account_of_mint(destination, &data, &TOKEN_2022_PROGRAM_ID, &self.asset.mint),
            CustodyError::WrongTokenAccount
        );
        require!(
            address_eq(account_owner(&data), self.owner.address()),
            CustodyError::WrongTokenOwner
        );
        require!(is_immutable_owner(&data), CustodyError::OwnerNotImmutable);
        Ok(())
    }
}
