import type { TransactionInstruction } from "@solana/web3.js";
import { encodeForceTransferData, forceTransferMetas } from "../codec/custody/index";
import { forcedMoveAccounts, type ForcedMoveInput } from "./forcedMove";
import { custodyInstruction } from "./instruction";

export interface ForceTransferInput extends ForcedMoveInput {
  /** raw tokens */
  readonly amount: bigint;
}

/**
 * Moves tokens of any holder to an allowlisted receiver. A frozen source is thawed for it, and frozen again.
 *
 * Refused on chain with NotAuthority, NotComplianceOfficer, WrongIssuer, WrongMint, EscrowRefused, WrongRegistry, WrongProgram; CaseMissing, TokenPaused,
 * WrongTokenAccount, OwnerNotImmutable, AccountOfEarlierMint, WrongEntry, HolderNotListed, HolderNotActive, HolderExpired, HolderJurisdictionBlocked,
 * HolderNotPermitted, ZeroAmount; with Token-2022's InsufficientFunds, or AccountFrozen where the destination is.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createForceTransferInstruction(input: ForceTransferInput): TransactionInstruction {
  const { amount, caseSha256 } = input;
  const data = encodeForceTransferData({ amount, caseSha256 });
  return custodyInstruction(forceTransferMetas(forcedMoveAccounts(input)), data);
}
