//! What custody has Token-2022, SPL Token and the associated-token program do.
//!
//! On the stack and without Anchor's generic builder, which costs about 8,400 CU more on a hooked
//! transfer. Instruction numbers: `spl_token_2022_interface::instruction::TokenInstruction`.

use {
    crate::state::{Asset, ASSET_SEED},
    anchor_lang::{cpi::InstructionAccount, prelude::*, unchecked_invoke_signed_fixed},
    backstock_runtime::token::{ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID},
};

const TRANSFER_CHECKED: u8 = 12;
const MINT_TO_CHECKED: u8 = 14;
const BURN_CHECKED: u8 = 15;
const PAUSABLE_EXTENSION: u8 = 44;
const PAUSE: u8 = 1;
const RESUME: u8 = 2;
const CREATE_IDEMPOTENT: u8 = 1;

/// The seeds by which an Asset signs for its mint and escrow.
pub struct AssetSigner {
    issuer: Address,
    mint: Address,
    bump: [u8; 1],
}

impl AssetSigner {
    pub fn new(asset: &Asset) -> Self {
        Self {
            issuer: asset.issuer,
            mint: asset.mint,
            bump: [asset.bump],
        }
    }

    pub fn seeds(&self) -> [&[u8]; 4] {
        [
            ASSET_SEED,
            self.issuer.as_ref(),
            self.mint.as_ref(),
            &self.bump,
        ]
    }
}

/// The accounts of a transfer of stock tokens that an Asset signs as permanent delegate.
pub struct StockTransfer<'a> {
    pub source: CpiHandleMut<'a>,
    pub mint: CpiHandle<'a>,
    pub destination: CpiHandleMut<'a>,
    pub asset: CpiHandle<'a>,
    /// registry, sender's and receiver's entry, compliance program, validation account
    pub hook: [CpiHandle<'a>; 5],
}

impl StockTransfer<'_> {
    pub fn invoke(self, is_hooked: bool, signer: &AssetSigner, amount: u64, decimals: u8) {
        if is_hooked {
            self.invoke_hooked(signer, amount, decimals);
        } else {
            self.invoke_open(signer, amount, decimals);
        }
    }

    /// Moves tokens of a mint whose hook slot is empty.
    fn invoke_open(self, signer: &AssetSigner, amount: u64, decimals: u8) {
        unchecked_invoke_signed_fixed(
            &TOKEN_2022_PROGRAM_ID,
            &amount_data(TRANSFER_CHECKED, amount, decimals),
            &[
                InstructionAccount::writable(self.source.address()),
                InstructionAccount::readonly(self.mint.address()),
                InstructionAccount::writable(self.destination.address()),
                InstructionAccount::readonly_signer(self.asset.address()),
            ],
            &[
                self.source.into(),
                self.mint,
                self.destination.into(),
                self.asset,
            ],
            &[&signer.seeds()],
        );
    }

    /// Moves tokens of a mint with our hook, whose accounts Token-2022 finds by their addresses.
    fn invoke_hooked(self, signer: &AssetSigner, amount: u64, decimals: u8) {
        let [registry, sender, receiver, program, validation] = self.hook;
        unchecked_invoke_signed_fixed(
            &TOKEN_2022_PROGRAM_ID,
            &amount_data(TRANSFER_CHECKED, amount, decimals),
            &[
                InstructionAccount::writable(self.source.address()),
                InstructionAccount::readonly(self.mint.address()),
                InstructionAccount::writable(self.destination.address()),
                InstructionAccount::readonly_signer(self.asset.address()),
                InstructionAccount::readonly(registry.address()),
                InstructionAccount::readonly(sender.address()),
                InstructionAccount::readonly(receiver.address()),
                InstructionAccount::readonly(program.address()),
                InstructionAccount::readonly(validation.address()),
            ],
            &[
                self.source.into(),
                self.mint,
                self.destination.into(),
                self.asset,
                registry,
                sender,
                receiver,
                program,
                validation,
            ],
            &[&signer.seeds()],
        );
    }
}

pub fn mint_to(
    mint: CpiHandleMut,
    destination: CpiHandleMut,
    asset: CpiHandle,
    signer: &AssetSigner,
    amount: u64,
    decimals: u8,
) {
    unchecked_invoke_signed_fixed(
        &TOKEN_2022_PROGRAM_ID,
        &amount_data(MINT_TO_CHECKED, amount, decimals),
        &[
            InstructionAccount::writable(mint.address()),
            InstructionAccount::writable(destination.address()),
            InstructionAccount::readonly_signer(asset.address()),
        ],
        &[mint.into(), destination.into(), asset],
        &[&signer.seeds()],
    );
}

pub fn burn(
    escrow: CpiHandleMut,
    mint: CpiHandleMut,
    asset: CpiHandle,
    signer: &AssetSigner,
    amount: u64,
    decimals: u8,
) {
    unchecked_invoke_signed_fixed(
        &TOKEN_2022_PROGRAM_ID,
        &amount_data(BURN_CHECKED, amount, decimals),
        &[
            InstructionAccount::writable(escrow.address()),
            InstructionAccount::writable(mint.address()),
            InstructionAccount::readonly_signer(asset.address()),
        ],
        &[escrow.into(), mint.into(), asset],
        &[&signer.seeds()],
    );
}

pub fn pause(mint: CpiHandleMut, asset: CpiHandle, signer: &AssetSigner) {
    set_paused(PAUSE, mint, asset, signer);
}

pub fn resume(mint: CpiHandleMut, asset: CpiHandle, signer: &AssetSigner) {
    set_paused(RESUME, mint, asset, signer);
}

fn set_paused(action: u8, mint: CpiHandleMut, asset: CpiHandle, signer: &AssetSigner) {
    unchecked_invoke_signed_fixed(
        &TOKEN_2022_PROGRAM_ID,
        &[PAUSABLE_EXTENSION, action],
        &[
            InstructionAccount::writable(mint.address()),
            InstructionAccount::readonly_signer(asset.address()),
        ],
        &[mint.into(), asset],
        &[&signer.seeds()],
    );
}

/// Pays cash out of an account whose owner has signed the transaction.
pub fn pay_cash<'a>(
    token_program: &'a Address,
    source: CpiHandleMut<'a>,
    mint: CpiHandle<'a>,
    destination: CpiHandleMut<'a>,
    payer: CpiHandle<'a>,
    amount: u64,
    decimals: u8,
) {
    unchecked_invoke_signed_fixed(
        token_program,
        &amount_data(TRANSFER_CHECKED, amount, decimals),
        &[
            InstructionAccount::writable(source.address()),
            InstructionAccount::readonly(mint.address()),
            InstructionAccount::writable(destination.address()),
            InstructionAccount::readonly_signer(payer.address()),
        ],
        &[source.into(), mint, destination.into(), payer],
        &[],
    );
}

/// Creates an associated account of a Token-2022 mint unless somebody has done so already, which
/// anybody can and which must not stand in the way.
pub fn create_associated_account<'a>(
    payer: CpiHandleMut<'a>,
    account: CpiHandleMut<'a>,
    owner: CpiHandle<'a>,
    mint: CpiHandle<'a>,
    system_program: CpiHandle<'a>,
    token_program: CpiHandle<'a>,
) {
    unchecked_invoke_signed_fixed(
        &ASSOCIATED_TOKEN_PROGRAM_ID,
        &[CREATE_IDEMPOTENT],
        &[
            InstructionAccount::writable_signer(payer.address()),
            InstructionAccount::writable(account.address()),
            InstructionAccount::readonly(owner.address()),
            InstructionAccount::readonly(mint.address()),
            InstructionAccount::readonly(system_program.address()),
            InstructionAccount::readonly(token_program.address()),
        ],
        &[
            payer.into(),
            account.into(),
            owner,
            mint,
            system_program,
            token_program,
        ],
        &[],
    );
}

fn amount_data(instruction: u8, amount: u64, decimals: u8) -> [u8; 10] {
    let mut data = [0u8; 10];
    data[0] = instruction;
    data[1..9].copy_from_slice(&amount.to_le_bytes());
    data[9] = decimals;
    data
}
