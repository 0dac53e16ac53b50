import { TransactionInstruction, type AccountMeta, type PublicKey } from "@solana/web3.js";
import { Writer } from "../codec/writer";
import { toInstructionData } from "../core/instructionData";
import { TOKEN_2022_PROGRAM_ID } from "../core/programIds";
import { ACCOUNT_STATE } from "../core/token2022/layout";

/**
 * Token-2022's instructions that make a mint. Written by hand because @solana/spl-token has none for
 * ConfidentialTransferMint and needs a global Buffer. Numbers and layouts: token-2022 interface/src/instruction.rs
 * (TokenInstruction) and interface/src/extension/<name>/instruction.rs; the metadata's: spl-token-metadata-interface.
 */
const INSTRUCTION = {
  setAuthority: 6,
  initializeMint2: 20,
  confidentialTransfer: 27,
  defaultAccountState: 28,
  initializePermanentDelegate: 35,
  transferHook: 36,
  metadataPointer: 39,
  scaledUiAmount: 43,
  pausable: 44,
} as const;
/** The first instruction of every extension that has several. */
const INITIALIZE = 0;
/** AuthorityType::MintTokens */
const MINT_TOKENS = 0;
/** sha256("spl_token_metadata_interface:initialize_account")[..8] */
const METADATA_INITIALIZE = Uint8Array.of(210, 225, 30, 162, 88, 184, 77, 141);

function instruction(mint: PublicKey, write: (data: Writer) => void, more: AccountMeta[] = []): TransactionInstruction {
  const data = new Writer();
  write(data);
  return new TransactionInstruction({
    programId: TOKEN_2022_PROGRAM_ID,
    keys: [{ pubkey: mint, isSigner: false, isWritable: true }, ...more],
    data: toInstructionData(data.finish()),
  });
}

/** Says where the mint's metadata live, and who may move them. */
export function initializeMetadataPointer(
  mint: PublicKey,
  authority: PublicKey,
  address: PublicKey,
): TransactionInstruction {
  return instruction(mint, (data) => {
    data.raw(Uint8Array.of(INSTRUCTION.metadataPointer, INITIALIZE));
    data.pubkey(authority, "metadata pointer's authority");
    data.pubkey(address, "metadata address");
  });
}

/** Lets `delegate` move and burn anybody's tokens of this mint. */
export function initializePermanentDelegate(mint: PublicKey, delegate: PublicKey): TransactionInstruction {
  return instruction(mint, (data) => {
    data.raw(Uint8Array.of(INSTRUCTION.initializePermanentDelegate));
    data.pubkey(delegate, "permanent delegate");
  });
}

/** New token accounts start initialized, not frozen. */
export function initializeDefaultAccountState(mint: PublicKey): TransactionInstruction {
  return instruction(mint, (data) => {
    data.raw(Uint8Array.of(INSTRUCTION.defaultAccountState, INITIALIZE, ACCOUNT_STATE.initialized));
  });
}

/** @param multiplierBits the f64's bits, u64 */
export function initializeScaledUiAmount(
  mint: PublicKey,
  authority: PublicKey,
  multiplierBits: bigint,
): TransactionInstruction {
  return instruction(mint, (data) => {
    data.raw(Uint8Array.of(INSTRUCTION.scaledUiAmount, INITIALIZE));
    data.pubkey(authority, "multiplier's authority");
    data.u64(multiplierBits, "multiplier bits");
  });
}

/** Lets `authority` stop all transfers, mints and burns. */
export function initializePausable(mint: PublicKey, authority: PublicKey): TransactionInstruction {
  return instruction(mint, (data) => {
    data.raw(Uint8Array.of(INSTRUCTION.pausable, INITIALIZE));
    data.pubkey(authority, "pause authority");
  });
}

/** Neither approves new accounts by itself nor names an auditor. */
export function initializeConfidentialTransferMint(mint: PublicKey, authority: PublicKey): TransactionInstruction {
  return instruction(mint, (data) => {
    data.raw(Uint8Array.of(INSTRUCTION.confidentialTransfer, INITIALIZE));
    data.pubkey(authority, "confidential transfers' authority");
    data.bool(false, "auto-approve");
    data.zeros(32);
  });
}

/** @param hookProgramId the default public key (zeros) leaves the slot empty */
export function initializeTransferHook(
  mint: PublicKey,
  authority: PublicKey,
  hookProgramId: PublicKey,
): TransactionInstruction {
  return instruction(mint, (data) => {
    data.raw(Uint8Array.of(INSTRUCTION.transferHook, INITIALIZE));
    data.pubkey(authority, "hook's authority");
    data.pubkey(hookProgramId, "hook program");
  });
}

/** Makes the account a mint; its extensions have to be initialized before. `decimals` is a u8. */
export function initializeMint2(
  mint: PublicKey,
  decimals: number,
  mintAuthority: PublicKey,
  freezeAuthority: PublicKey,
): TransactionInstruction {
  return instruction(mint, (data) => {
    data.raw(Uint8Array.of(INSTRUCTION.initializeMint2));
    data.u8(decimals, "decimals");
    data.pubkey(mintAuthority, "mint authority");
    data.option(freezeAuthority, (key) => data.pubkey(key, "freeze authority"), "freeze authority");
  });
}

/** The metadata live in the mint itself. `mintAuthority` signs; the update authority does not have to. */
export function initializeTokenMetadata(
  mint: PublicKey,
  updateAuthority: PublicKey,
  mintAuthority: PublicKey,
  metadata: { readonly name: string; readonly symbol: string; readonly uri: string },
): TransactionInstruction {
  return instruction(
    mint,
    (data) => {
      data.raw(METADATA_INITIALIZE);
      data.string(metadata.name, "name");
      data.string(metadata.symbol, "symbol");
      data.string(metadata.uri, "uri");
    },
    [
      { pubkey: updateAuthority, isSigner: false, isWritable: false },
      { pubkey: mint, isSigner: false, isWritable: false },
      { pubkey: mintAuthority, isSigner: true, isWritable: false },
    ],
  );
}

/** Hands the right to mint from `current`, who signs, to `next`. */
export function setMintAuthority(mint: PublicKey, current: PublicKey, next: PublicKey): TransactionInstruction {
  return instruction(
    mint,
    (data) => {
      data.raw(Uint8Array.of(INSTRUCTION.setAuthority, MINT_TOKENS));
      data.option(next, (key) => data.pubkey(key, "mint authority"), "mint authority");
    },
    [{ pubkey: current, isSigner: true, isWritable: false }],
  );
}
