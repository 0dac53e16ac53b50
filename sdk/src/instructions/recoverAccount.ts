import type { TransactionInstruction } from "@solana/web3.js";
import { encodeRecoverAccountData, recoverAccountMetas } from "../codec/custody/index";
import { forcedMoveAccounts, type ForcedMoveInput } from "./forcedMove";
import { custodyInstruction } from "./instruction";

export type RecoverAccountInput = ForcedMoveInput;

/**
 * Moves all tokens of a lost wallet's account to another wallet that the allowlist knows as the same customer's. A frozen source is thawed for it, and
 * frozen again.
 *
 * Refused on chain with what refuses a forced transfer (see createForceTransferInstruction), and with SameWallet, IdentityMismatch; ZeroAmount where
 * there is nothing to move.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createRecoverAccountInstruction(input: RecoverAccountInput): TransactionInstruction {
  const { caseSha256 } = input;
  return custodyInstruction(recoverAccountMetas(forcedMoveAccounts(input)), encodeRecoverAccountData({ caseSha256 }));
}
