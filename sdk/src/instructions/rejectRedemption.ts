import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeRejectRedemptionData, rejectRedemptionMetas, type RejectReason } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface RejectRedemptionInput {
  /** the issuer's; signs */
  readonly redeemer: PublicKey;
  /** the issuer's; signs */
  readonly complianceOfficer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly redemption: PublicKey;
  /** the redemption's */
  readonly sequence: bigint;
  readonly reason: Exclude<RejectReason, "None">;
  readonly asset?: PublicKey | undefined;
}

/**
 * Refuses to pay what is open of a redemption, which its owner then claims back. It keeps no mint gate shut any more.
 *
 * Refused on chain with NotRedeemer, NotComplianceOfficer, WrongIssuer, WrongMint, WrongRedemption, SequenceMismatch, RedemptionRejected, RedemptionEnded,
 * ReasonMissing.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createRejectRedemptionInstruction(input: RejectRedemptionInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  return custodyInstruction(rejectRedemptionMetas({ ...input, asset }), encodeRejectRedemptionData(input));
}
