import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import {
  encodeRecoverRedemptionData,
  recoverRedemptionMetas,
  type RecoverRedemptionArgs,
} from "../codec/custody/index";
import { findAssetPda, findEntryPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface RecoverRedemptionInput extends RecoverRedemptionArgs {
  /** the issuer's; signs */
  readonly authority: PublicKey;
  /** the issuer's; signs */
  readonly complianceOfficer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  readonly redemption: PublicKey;
  /** as the redemption has it */
  readonly owner: PublicKey;
  /** another wallet of the same identity, which is not zero */
  readonly newOwner: PublicKey;
  readonly asset?: PublicKey | undefined;
  readonly ownerEntry?: PublicKey | undefined;
  readonly newOwnerEntry?: PublicKey | undefined;
}

/**
 * Gives a redemption to another wallet of the same customer, who may redeem. Unless it was rejected, what is open is from then on as if asked anew, without a
 * payout until the new owner names one; the deadline stays. What was signed for its `sequence` is void: it gets another. `caseSha256` is that of the document
 * in which the case is kept, 32 bytes and not zero.
 *
 * Refused on chain with NotAuthority, NotComplianceOfficer, WrongIssuer, WrongMint, WrongRedemption, SequenceMismatch, RedemptionEnded, CaseMissing,
 * SameWallet, IdentityMismatch, WrongEntry, HolderNotListed, HolderNotActive, HolderExpired, HolderNotPermitted.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createRecoverRedemptionInstruction(input: RecoverRedemptionInput): TransactionInstruction {
  const { registry, owner, newOwner } = input;
  const accounts = {
    ...input,
    asset: input.asset ?? findAssetPda(input).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry, wallet: owner }).address,
    newOwnerEntry: input.newOwnerEntry ?? findEntryPda({ registry, wallet: newOwner }).address,
  };
  return custodyInstruction(recoverRedemptionMetas(accounts), encodeRecoverRedemptionData(input));
}
