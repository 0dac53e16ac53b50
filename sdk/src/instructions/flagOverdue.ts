import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeFlagOverdueData, flagOverdueMetas } from "../codec/custody/index";
import { findAssetPda, findEntryPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface FlagOverdueInput {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  readonly redemption: PublicKey;
  /** as the redemption has it */
  readonly owner: PublicKey;
  /** as the redemption has it, where it is paid on chain */
  readonly cashMint?: PublicKey | undefined;
  /** as the redemption has it, where it is paid on chain */
  readonly destination?: PublicKey | undefined;
  readonly asset?: PublicKey | undefined;
  readonly ownerEntry?: PublicKey | undefined;
}

/**
 * Counts a redemption as overdue: nothing of its asset is minted until it has ended. Needs no signature but the fee payer's. The issuer must be able to pay
 * it: it was worth the minimum when asked, its owner is not suspended or revoked, and the cash can arrive.
 *
 * Refused on chain with WrongIssuer, WrongMint, WrongRedemption, RedemptionRejected, RedemptionEnded, AlreadyFlagged, DeadlineNotPassed, RedemptionTooSmall,
 * PayoutUnnamed, HolderNotActive, WrongEntry, PayoutAccountsMissing, WrongCashMint, WrongDestination, InvalidDestination,
 * DestinationNotPayable.
 */
export function createFlagOverdueInstruction(input: FlagOverdueInput): TransactionInstruction {
  const { registry, owner } = input;
  const accounts = {
    ...input,
    asset: input.asset ?? findAssetPda(input).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry, wallet: owner }).address,
  };
  return custodyInstruction(flagOverdueMetas(accounts), encodeFlagOverdueData());
}
