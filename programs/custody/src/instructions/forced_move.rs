use {
    super::holder_account::check_holder_account,
    crate::{
        cpi_token::{self, AssetSigner, HookAccounts, StockTransfer},
        error::CustodyError,
        holder::check_forced_destination,
        state::*,
        stock_mint,
    },
    anchor_lang::{address_eq, prelude::*},
    backstock_runtime::token::{is_frozen, TOKEN_2022_PROGRAM_ID},
    compliance::state::Registry,
};

const NO_CASE: [u8; 32] = [0; 32];

/// What moving a holder's tokens without the holder asks for.
#[derive(Accounts)]
pub struct ForcedMove {
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
    #[account(address = asset.mint @ CustodyError::WrongMint)]
    pub mint: UncheckedAccount,
    /// any token account of the mint but the escrow, frozen or not
    #[account(
        mut,
        constraint = !address_eq(source.address(), &asset.escrow) @ CustodyError::EscrowRefused,
    )]
    pub source: UncheckedAccount,
    /// a token account of an allowlisted wallet, whose owner can't change
    #[account(mut)]
    pub destination: UncheckedAccount,
    #[account(address = issuer.registry @ CustodyError::WrongRegistry)]
    pub registry: Account<Registry>,
    /// of the source's owner
    pub sender_entry: UncheckedAccount,
    /// of the destination's owner
    pub receiver_entry: UncheckedAccount,
    pub validation: UncheckedAccount,
    #[account(address = compliance::ID @ CustodyError::WrongProgram)]
    pub compliance_program: UncheckedAccount,
    #[account(address = TOKEN_2022_PROGRAM_ID @ CustodyError::WrongProgram)]
    pub token_program: UncheckedAccount,
}

/// The wallets that tokens go from and to.
pub struct Parties {
    pub from: Address,
    pub to: Address,
}

impl ForcedMove {
    /// A named case, a token that is not paused, and a receiver who may receive.
    pub fn check(&self, case_sha256: &[u8; 32], now: i64) -> Result<Parties> {
        require!(*case_sha256 != NO_CASE, CustodyError::CaseMissing);
        let is_paused = stock_mint::is_paused(&self.mint.account().try_borrow()?);
        require!(!is_paused, CustodyError::TokenPaused);
        Ok(Parties {
            from: check_holder_account(&self.asset, self.source.account())?,
            to: check_forced_destination(
                &self.asset,
                &self.registry,
                self.destination.account(),
                self.receiver_entry.account(),
                now,
            )?,
        })
    }

    /// Moves the tokens as permanent delegate, which a frozen account would refuse: it is thawed for the
    /// move and frozen again, within this instruction.
    pub fn transfer(&mut self, amount: u64) -> Result<()> {
        let signer = AssetSigner::new(&self.asset);
        let was_frozen = is_frozen(&self.source.account().try_borrow()?);
        if was_frozen {
            cpi_token::thaw(
                self.source.cpi_handle_mut(),
                self.mint.cpi_handle(),
                self.asset.cpi_handle(),
                &signer,
            );
        }
        let transfer = StockTransfer {
            source: self.source.account(),
            mint: self.mint.account(),
            destination: self.destination.account(),
            asset: self.asset.account(),
            hook: HookAccounts {
                registry: self.registry.account(),
                sender_entry: self.sender_entry.account(),
                receiver_entry: self.receiver_entry.account(),
                validation: self.validation.account(),
                program: self.compliance_program.account(),
            },
        };
        transfer.invoke(self.asset.is_hooked(), &signer, amount, self.asset.decimals);
        if was_frozen {
            cpi_token::freeze(
                self.source.cpi_handle_mut(),
                self.mint.cpi_handle(),
                self.asset.cpi_handle(),
                &signer,
            );
        }
        Ok(())
    }
}
