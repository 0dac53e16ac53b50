//! What custody has Token-2022, SPL Token and the associated-token program do.
//!
//! On the stack and without Anchor's generic builder, which costs about 8,400 CU more on a hooked
//! transfer. Instruction numbers: `spl_token_2022_interface::instruction::TokenInstruction`.

use {
    crate::{
        events::MetadataField,
        state::{Asset, ASSET_SEED},
    },
    alloc::vec::Vec,
    anchor_lang::{
        cpi::{InstructionAccount, InstructionView},
        pinocchio::cpi::{invoke_signed_unchecked, CpiAccount, Seed, Signer},
        prelude::{AccountView, Address, CpiHandle, CpiHandleMut},
        unchecked_invoke_signed_fixed,
    },
    backstock_runtime::token::{ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID},
};

const FREEZE_ACCOUNT: u8 = 10;
const THAW_ACCOUNT: u8 = 11;
const TRANSFER_CHECKED: u8 = 12;
const MINT_TO_CHECKED: u8 = 14;
const BURN_CHECKED: u8 = 15;
const SCALED_UI_AMOUNT_EXTENSION: u8 = 43;
const UPDATE_MULTIPLIER: u8 = 1;
const PAUSABLE_EXTENSION: u8 = 44;
const PAUSE: u8 = 1;
const RESUME: u8 = 2;
const CREATE_IDEMPOTENT: u8 = 1;
/// First eight bytes of sha256("spl_token_metadata_interface:updating_field").
const UPDATE_FIELD: [u8; 8] = [221, 233, 49, 45, 181, 202, 220, 200];

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
    pub source: &'a AccountView,
    pub mint: &'a AccountView,
    pub destination: &'a AccountView,
    pub asset: &'a AccountView,
    pub hook: HookAccounts<'a>,
}

/// What the hook of a transfer asks for. A mint without a hook has no use for it.
pub struct HookAccounts<'a> {
    pub registry: &'a AccountView,
    pub sender_entry: &'a AccountView,
    pub receiver_entry: &'a AccountView,
    pub validation: &'a AccountView,
    pub program: &'a AccountView,
}

impl StockTransfer<'_> {
    pub fn invoke(self, is_hooked: bool, signer: &AssetSigner, amount: u64, decimals: u8) {
        let data = amount_data(TRANSFER_CHECKED, amount, decimals);
        let (source, mint, destination) = (self.source, self.mint, self.destination);
        let [from, of, to, by] = [
            InstructionAccount::writable(source.address()),
            InstructionAccount::readonly(mint.address()),
            InstructionAccount::writable(destination.address()),
            InstructionAccount::readonly_signer(self.asset.address()),
        ];
        // SAFETY: Token-2022 writes source and destination only. Both are unchecked accounts of the
        // instructions that call this, of which no reference into their data lives here.
        unsafe {
            if !is_hooked {
                let views = [source, mint, destination, self.asset];
                return invoke_unguarded(&data, &[from, of, to, by], views, signer);
            }
            // Token-2022 looks the hook's accounts up one after the other; this order finds them soonest.
            let hook = self.hook;
            let accounts = [
                from,
                of,
                to,
                by,
                InstructionAccount::readonly(hook.registry.address()),
                InstructionAccount::readonly(hook.sender_entry.address()),
                InstructionAccount::readonly(hook.receiver_entry.address()),
                InstructionAccount::readonly(hook.validation.address()),
                InstructionAccount::readonly(hook.program.address()),
            ];
            let views = [
                source,
                mint,
                destination,
                self.asset,
                hook.registry,
                hook.sender_entry,
                hook.receiver_entry,
                hook.validation,
                hook.program,
            ];
            invoke_unguarded(&data, &accounts, views, signer);
        }
    }
}

/// Calls Token-2022 without Anchor's borrow guards, which cost a hooked transfer about 200 CU.
///
/// # Safety
/// No Rust reference into the data of an account that is given as writable may live across the call.
#[inline(always)]
unsafe fn invoke_unguarded<const N: usize>(
    data: &[u8],
    accounts: &[InstructionAccount; N],
    views: [&AccountView; N],
    signer: &AssetSigner,
) {
    let seeds = signer.seeds().map(Seed::from);
    let instruction = InstructionView {
        program_id: &TOKEN_2022_PROGRAM_ID,
        data,
        accounts,
    };
    invoke_signed_unchecked(
        &instruction,
        &views.map(CpiAccount::from),
        &[Signer::from(&seeds)],
    );
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

/// Sets the multiplier, bits of a double, from a time on: at once where that has passed, and instead of
/// whatever was to follow.
pub fn update_multiplier(
    mint: CpiHandleMut,
    asset: CpiHandle,
    signer: &AssetSigner,
    multiplier: u64,
    effective_at: i64,
) {
    let mut data = [0u8; 18];
    data[..2].copy_from_slice(&[SCALED_UI_AMOUNT_EXTENSION, UPDATE_MULTIPLIER]);
    data[2..10].copy_from_slice(&multiplier.to_le_bytes());
    data[10..].copy_from_slice(&effective_at.to_le_bytes());
    unchecked_invoke_signed_fixed(
        &TOKEN_2022_PROGRAM_ID,
        &data,
        &[
            InstructionAccount::writable(mint.address()),
            InstructionAccount::readonly_signer(asset.address()),
        ],
        &[mint.into(), asset],
        &[&signer.seeds()],
    );
}

pub fn freeze(account: CpiHandleMut, mint: CpiHandle, asset: CpiHandle, signer: &AssetSigner) {
    set_frozen(FREEZE_ACCOUNT, account, mint, asset, signer);
}

pub fn thaw(account: CpiHandleMut, mint: CpiHandle, asset: CpiHandle, signer: &AssetSigner) {
    set_frozen(THAW_ACCOUNT, account, mint, asset, signer);
}

fn set_frozen(
    instruction: u8,
    account: CpiHandleMut,
    mint: CpiHandle,
    asset: CpiHandle,
    signer: &AssetSigner,
) {
    unchecked_invoke_signed_fixed(
        &TOKEN_2022_PROGRAM_ID,
        &[instruction],
        &[
            InstructionAccount::writable(account.address()),
            InstructionAccount::readonly(mint.address()),
            InstructionAccount::readonly_signer(asset.address()),
        ],
        &[account.into(), mint, asset],
        &[&signer.seeds()],
    );
}

/// Writes a field of the mint's metadata, which lengthens or shortens the mint's account. A longer one
/// must have its rent already.
pub fn update_metadata(
    mint: CpiHandleMut,
    asset: CpiHandle,
    signer: &AssetSigner,
    field: MetadataField,
    value: &str,
) {
    // `spl_token_metadata_interface::state::Field`
    let field_tag = match field {
        MetadataField::Name => 0u8,
        MetadataField::Symbol => 1,
        MetadataField::Uri => 2,
    };
    let mut data = Vec::with_capacity(UPDATE_FIELD.len() + 5 + value.len());
    data.extend_from_slice(&UPDATE_FIELD);
    data.push(field_tag);
    data.extend_from_slice(&(value.len() as u32).to_le_bytes());
    data.extend_from_slice(value.as_bytes());
    unchecked_invoke_signed_fixed(
        &TOKEN_2022_PROGRAM_ID,
        &data,
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
