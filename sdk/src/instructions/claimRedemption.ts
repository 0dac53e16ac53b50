import type { TransactionInstruction } from "@solana/web3.js";
import { claimRedemptionMetas, encodeClaimRedemptionData } from "../codec/custody/index";
import { custodyInstruction } from "./instruction";
import { accountsOfReturn, type ReturnFromEscrowInput } from "./returnFromEscrow";

export type ClaimRedemptionInput = ReturnFromEscrowInput;

/**
 * Takes back what is in escrow of a rejected redemption. Works whatever is paused, halted or delisted.
 *
 * Refused on chain with NotOwner, RedemptionEnded, NotRejected, HolderNotActive, WrongEntry, WrongTokenAccount, WrongTokenOwner, OwnerNotImmutable,
 * WrongIssuer, WrongMint, WrongEscrow, WrongRedemption, WrongRegistry, WrongProgram; with Token-2022's AccountFrozen.
 */
export function createClaimRedemptionInstruction(input: ClaimRedemptionInput): TransactionInstruction {
  return custodyInstruction(claimRedemptionMetas(accountsOfReturn(input)), encodeClaimRedemptionData());
}
