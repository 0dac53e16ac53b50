import type { PublicKey } from "@solana/web3.js";
import { TOKEN_2022_PROGRAM_ID } from "../../core/programIds";
import { BackstockError } from "../../errors/backstockError";
import { programFailure, type ProgramFault } from "../../errors/programFailure";

/** Why the data of accounts do not decide a transfer. */
export type TransferDoubt =
  /** Token-2022 would let it pass, and asks a hook that is not Backstock's. */
  | "foreignHook"
  /** An account has an extension that is newer than this SDK: the Token-2022 that made it may have newer checks as well. */
  | "unknownExtension"
  /** Wrapped SOL moves lamports too, which are no data. */
  | "nativeToken"
  /** The validation account of Backstock's hook has a layout that is newer than this SDK. */
  | "unknownListing";

/** Ends the checks where the programs would go on by something that is not known here. */
export class Undecided extends Error {
  override readonly name = "Undecided";

  constructor(
    readonly doubt: TransferDoubt,
    readonly account: PublicKey,
    why: string,
  ) {
    super(`${why} (${account.toBase58()})`);
  }
}

/** Ends the checks as a program's error ends its instruction. */
export function refuse(programId: PublicKey, fault: ProgramFault): never {
  const { who, why, ...failure } = programFailure(programId, fault);
  const message = `${who} would refuse the transfer: ${why}`;
  throw new BackstockError({ ...failure, message, instructionIndex: null, logs: [] });
}

/** Custom codes of Token-2022 that a transfer can end with (spl-token-2022-interface 2.1.0, src/error.rs, TokenError). */
export const TOKEN_ERROR = {
  InsufficientFunds: 1,
  InvalidMint: 2,
  MintMismatch: 3,
  OwnerMismatch: 4,
  InvalidState: 13,
  Overflow: 14,
  AccountFrozen: 17,
  MintDecimalsMismatch: 18,
  NoMemo: 36,
  NonTransferable: 37,
  CpiGuardTransferBlocked: 42,
  ExtensionNotFound: 48,
  NonConfidentialTransfersDisabled: 49,
  MintPaused: 67,
} as const;

/** @param fault a code by its name above, or one of the runtime's errors */
export function refuseAsToken2022(fault: keyof typeof TOKEN_ERROR | RuntimeError): never {
  refuse(TOKEN_2022_PROGRAM_ID, fault in TOKEN_ERROR ? TOKEN_ERROR[fault as keyof typeof TOKEN_ERROR] : fault);
}

/** Of the runtime's errors, those that Token-2022 answers a transfer with. */
type RuntimeError =
  | "AccountBorrowFailed"
  | "IncorrectProgramId"
  | "InvalidAccountData"
  | "InvalidArgument"
  | "MissingRequiredSignature"
  | "UninitializedAccount";
