import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { acceptRedemptionMetas, encodeAcceptRedemptionData, type AcceptRedemptionArgs } from "../codec/custody/index";
import { findAssetPda, findEntryPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface AcceptRedemptionInput extends AcceptRedemptionArgs {
  /** the issuer's; signs */
  readonly redeemer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  readonly redemption: PublicKey;
  /** as the redemption has it */
  readonly owner: PublicKey;
  readonly asset?: PublicKey | undefined;
  readonly ownerEntry?: PublicKey | undefined;
}

/**
 * Takes on a redemption by its deadline, which moves by the asset's processing window, once. `sequence` is the redemption's.
 *
 * Refused on chain with NotRedeemer, WrongIssuer, WrongMint, WrongRedemption, SequenceMismatch, RedemptionRejected, RedemptionEnded, PayoutUnnamed,
 * AlreadyAccepted, DeadlinePassed, HolderNotActive, WrongEntry.
 * @throws InvalidInputError where `sequence` is no u64
 */
export function createAcceptRedemptionInstruction(input: AcceptRedemptionInput): TransactionInstruction {
  const { registry, owner } = input;
  const accounts = {
    ...input,
    asset: input.asset ?? findAssetPda(input).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry, wallet: owner }).address,
  };
  return custodyInstruction(acceptRedemptionMetas(accounts), encodeAcceptRedemptionData(input));
}
