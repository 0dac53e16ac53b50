import type { TransactionInstruction } from "@solana/web3.js";
import { cancelRedemptionMetas, encodeCancelRedemptionData } from "../codec/custody/index";
import { custodyInstruction } from "./instruction";
import { accountsOfReturn, type ReturnFromEscrowInput } from "./returnFromEscrow";

export type CancelRedemptionInput = ReturnFromEscrowInput;

/**
 * Takes back what was not settled by the deadline. Works whatever is paused, halted or delisted.
 *
 * Refused on chain with NotOwner, RedemptionRejected, RedemptionEnded, DeadlineNotPassed, HolderNotActive, WrongEntry, WrongTokenAccount, WrongTokenOwner,
 * OwnerNotImmutable, WrongIssuer, WrongMint, WrongEscrow, WrongRedemption, WrongRegistry, WrongProgram; with Token-2022's AccountFrozen.
 */
export function createCancelRedemptionInstruction(input: CancelRedemptionInput): TransactionInstruction {
  return custodyInstruction(cancelRedemptionMetas(accountsOfReturn(input)), encodeCancelRedemptionData());
}
