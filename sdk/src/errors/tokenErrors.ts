import type { NamedError } from "./namedErrors";

/** Codes of both token programs: spl-token-interface 2.0.0 and spl-token-2022-interface 2.1.0, src/error.rs, TokenError. */
export const SPL_TOKEN_ERRORS: readonly NamedError[] = [
  { code: 0, name: "NotRentExempt", message: "the account has too few lamports for its rent" },
  { code: 1, name: "InsufficientFunds", message: "the token account holds less than the amount" },
  { code: 2, name: "InvalidMint", message: "the mint is not valid" },
  { code: 3, name: "MintMismatch", message: "the token account belongs to another mint" },
  { code: 4, name: "OwnerMismatch", message: "the signer is not the owner or authority" },
  { code: 5, name: "FixedSupply", message: "the mint has no mint authority" },
  { code: 6, name: "AlreadyInUse", message: "the account is already initialized" },
  { code: 9, name: "UninitializedState", message: "the account is not initialized" },
  { code: 11, name: "NonNativeHasBalance", message: "only an account with a balance of zero can be closed" },
  { code: 12, name: "InvalidInstruction", message: "the instruction is not valid" },
  { code: 13, name: "InvalidState", message: "the account's state does not allow the operation" },
  { code: 14, name: "Overflow", message: "an amount overflowed" },
  { code: 15, name: "AuthorityTypeNotSupported", message: "the account has no authority of this type" },
  { code: 16, name: "MintCannotFreeze", message: "the mint has no freeze authority" },
  { code: 17, name: "AccountFrozen", message: "the token account is frozen" },
  { code: 18, name: "MintDecimalsMismatch", message: "the decimals given are not the mint's" },
];

/**
 * Codes that only Token-2022 has (spl-token-2022-interface 2.1.0), and those that it answers where it can't collect a
 * transfer hook's accounts (spl-tlv-account-resolution 0.11.4, src/error.rs, AccountResolutionError).
 */
export const TOKEN_2022_ERRORS: readonly NamedError[] = [
  { code: 20, name: "ExtensionTypeMismatch", message: "the extension does not fit the others of the account" },
  { code: 21, name: "ExtensionBaseMismatch", message: "the extension does not fit this type of account" },
  { code: 22, name: "ExtensionAlreadyInitialized", message: "the extension is already initialized" },
  { code: 28, name: "MintHasSupply", message: "a mint with a supply can't be closed" },
  { code: 29, name: "NoAuthorityExists", message: "there is no authority for this operation" },
  { code: 31, name: "MintRequiredForTransfer", message: "the transfer must name the mint: use TransferChecked" },
  { code: 34, name: "ImmutableOwner", message: "the account's owner can't be changed" },
  { code: 36, name: "NoMemo", message: "the receiver wants a memo in the instruction before the transfer" },
  { code: 37, name: "NonTransferable", message: "the mint's tokens can't be transferred" },
  { code: 42, name: "CpiGuardTransferBlocked", message: "the owner's CPI guard forbids transfers by programs" },
  { code: 43, name: "CpiGuardBurnBlocked", message: "the owner's CPI guard forbids burns by programs" },
  { code: 48, name: "ExtensionNotFound", message: "the account lacks the extension" },
  { code: 49, name: "NonConfidentialTransfersDisabled", message: "the receiver takes confidential transfers only" },
  { code: 51, name: "InvalidExtensionCombination", message: "the extensions don't go together" },
  { code: 66, name: "InvalidScale", message: "the multiplier must be a positive normal number" },
  { code: 67, name: "MintPaused", message: "transfers, mints and burns of this mint are paused" },
  // spl-token-metadata-interface 0.8, src/error.rs, TokenMetadataError
  {
    code: 0x35c2b5c0,
    name: "IncorrectUpdateAuthority",
    message: "the signer is not the update authority of the metadata",
  },
  { code: 0xa261c2c0, name: "IncorrectAccount", message: "an account that the transfer hook needs is missing" },
  { code: 0xa261c2c1, name: "NotEnoughAccounts", message: "the transfer hook needs more accounts" },
  {
    code: 0xa261c2cc,
    name: "AccountNotFound",
    message: "an account that the transfer hook's seeds refer to is missing",
  },
  { code: 0xa261c2ce, name: "AccountDataNotFound", message: "the transfer hook's seeds read an account without data" },
  { code: 0xa261c2cf, name: "AccountDataTooSmall", message: "the transfer hook's seeds read beyond an account's data" },
];
