/**
 * Byte offsets of Token-2022 accounts. All integers are little-endian. Source: token-2022 interface/src/state.rs
 * (Mint, Account), interface/src/extension/mod.rs (padding, account type, TLV), and the mainnet dumps of AAPLx and
 * SPYx.
 */

/**
 * Mint: 0 mint authority (COption) · 36 supply u64 · 44 decimals u8 · 45 initialized bool · 46 freeze authority
 * (COption).
 */
export const MINT_LAYOUT = {
  mintAuthority: 0,
  supply: 36,
  decimals: 44,
  isInitialized: 45,
  freezeAuthority: 46,
  size: 82,
} as const;

/**
 * Token account: 0 mint · 32 owner · 64 amount u64 · 72 delegate (COption) · 108 state u8 · 109 native reserve
 * (COption<u64>) · 121 delegated amount u64 · 129 close authority (COption).
 */
export const TOKEN_ACCOUNT_LAYOUT = {
  mint: 0,
  owner: 32,
  amount: 64,
  delegate: 72,
  state: 108,
  nativeReserve: 109,
  delegatedAmount: 121,
  closeAuthority: 129,
  size: 165,
} as const;

/** A multisig's length: never an account with extensions (check_min_len_and_not_multisig). */
export const MULTISIG_SIZE = 355;

/** Both kinds carry their type here, once they have extensions; a mint's bytes 82 to 164 are zero. */
export const ACCOUNT_TYPE_OFFSET = 165;
export const ACCOUNT_TYPE_MINT = 1;
export const ACCOUNT_TYPE_TOKEN_ACCOUNT = 2;

/** The first TLV entry: type u16, length u16, value. */
export const TLV_OFFSET = 166;
export const TLV_HEADER_SIZE = 4;

// Extension types by number (extension/mod.rs, ExtensionType): those that this SDK reads. Mints and token accounts have
// tables of their own, so that who reads mints only need not have the other.
export const MINT_EXTENSION_TYPE = {
  transferFeeConfig: 1,
  mintCloseAuthority: 3,
  confidentialTransferMint: 4,
  defaultAccountState: 6,
  nonTransferable: 9,
  interestBearingConfig: 10,
  permanentDelegate: 12,
  transferHook: 14,
  metadataPointer: 18,
  tokenMetadata: 19,
  scaledUiAmount: 25,
  pausable: 26,
} as const;
const ACCOUNT_EXTENSION_TYPE = {
  transferFeeAmount: 2,
  confidentialTransferAccount: 5,
  immutableOwner: 7,
  memoTransfer: 8,
  cpiGuard: 11,
  nonTransferableAccount: 13,
  transferHookAccount: 15,
  pausableAccount: 27,
} as const;

/** Extension types by number: those that this SDK reads. */
export const EXTENSION_TYPE = /* @__PURE__ */ Object.freeze({ ...MINT_EXTENSION_TYPE, ...ACCOUNT_EXTENSION_TYPE });

/** PermissionedBurn: the last extension of which it is known here what it asks of token accounts (nothing, by itself) and of transfers (nothing). */
export const LAST_KNOWN_EXTENSION = 28;

/** Value lengths of a mint's extensions of fixed length. */
export const MINT_EXTENSION_SIZE = {
  /**
   * 0 config authority · 32 withdraw authority · 64 withheld u64 · 72 older fee · 90 newer fee (transfer_fee/mod.rs);
   * each fee 0 epoch u64 · 8 maximum u64 · 16 basis points u16
   */
  transferFeeConfig: 108,
  /** 0 authority */
  mintCloseAuthority: 32,
  /** 0 authority · 32 auto-approve bool · 33 auditor's ElGamal key */
  confidentialTransferMint: 65,
  /** 0 state u8 */
  defaultAccountState: 1,
  nonTransferable: 0,
  /**
   * 0 authority · 32 initialized at i64 · 40 average rate until the last update i16 · 42 last update i64 · 50 rate since
   * then i16 (interest_bearing_mint/mod.rs)
   */
  interestBearingConfig: 52,
  /** 0 delegate */
  permanentDelegate: 32,
  /** 0 authority · 32 program */
  transferHook: 64,
  /** 0 authority · 32 metadata address */
  metadataPointer: 64,
  /** 0 authority · 32 multiplier f64 · 40 effective timestamp of the new one i64 · 48 new multiplier f64 */
  scaledUiAmount: 56,
  /** 0 authority · 32 paused bool */
  pausable: 33,
} as const;
const ACCOUNT_EXTENSION_SIZE = {
  /** 0 withheld u64 */
  transferFeeAmount: 8,
  immutableOwner: 0,
  /** 0 demands a memo bool */
  memoTransfer: 1,
  /** 0 locked against programs bool */
  cpiGuard: 1,
  /** 0 approved bool · 1 keys and encrypted balances · 261 takes confidential ones bool · 262 takes others bool · 263 four counters u64 */
  confidentialTransferAccount: 295,
  nonTransferableAccount: 0,
  /** 0 transferring bool */
  transferHookAccount: 1,
  pausableAccount: 0,
} as const;

/** Value lengths of the extensions of fixed length. */
export const EXTENSION_SIZE = /* @__PURE__ */ Object.freeze({ ...MINT_EXTENSION_SIZE, ...ACCOUNT_EXTENSION_SIZE });

/** AccountState, both a token account's and a mint's default. */
export const ACCOUNT_STATE = { initialized: 1, frozen: 2 } as const;
