import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeSeizeRedemptionData, seizeRedemptionMetas, type SeizeRedemptionArgs } from "../codec/custody/index";
import { findAssetPda, findAssociatedTokenPda, findEntryPda, findEscrowPda, findValidationPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface SeizeRedemptionInput extends SeizeRedemptionArgs {
  /** the issuer's; signs */
  readonly authority: PublicKey;
  /** the issuer's; signs */
  readonly complianceOfficer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  readonly redemption: PublicKey;
  /** as the redemption has it; revoked */
  readonly owner: PublicKey;
  /** wallet on the allowlist that the tokens go to */
  readonly receiver: PublicKey;
  readonly asset?: PublicKey | undefined;
  readonly escrow?: PublicKey | undefined;
  /** any token account of the receiver's whose owner can't change; the associated one by default */
  readonly destination?: PublicKey | undefined;
  readonly ownerEntry?: PublicKey | undefined;
  readonly receiverEntry?: PublicKey | undefined;
  readonly escrowEntry?: PublicKey | undefined;
  readonly validation?: PublicKey | undefined;
}

/**
 * Ends a revoked owner's redemption, rejected or not: what is open goes to a receiver who is Active, not expired, of no blocked jurisdiction and has RECEIVE.
 * `sequence` is the redemption's, `caseSha256` that of the document in which the case is kept, 32 bytes and not zero. Works whatever is paused.
 *
 * Refused on chain with NotAuthority, NotComplianceOfficer, WrongIssuer, WrongMint, WrongEscrow, WrongRedemption, WrongRegistry, WrongProgram,
 * SequenceMismatch, RedemptionEnded, CaseMissing, OwnerNotRevoked, WrongTokenAccount, OwnerNotImmutable, AccountOfEarlierMint, WrongEntry,
 * HolderNotListed, HolderNotActive, HolderExpired, HolderJurisdictionBlocked, HolderNotPermitted; with Token-2022's AccountFrozen.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createSeizeRedemptionInstruction(input: SeizeRedemptionInput): TransactionInstruction {
  const { owner, receiver, mint, registry } = input;
  const asset = input.asset ?? findAssetPda(input).address;
  const accounts = {
    ...input,
    asset,
    escrow: input.escrow ?? findEscrowPda({ asset, mint }).address,
    destination: input.destination ?? findAssociatedTokenPda({ owner: receiver, mint }).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry, wallet: owner }).address,
    receiverEntry: input.receiverEntry ?? findEntryPda({ registry, wallet: receiver }).address,
    escrowEntry: input.escrowEntry ?? findEntryPda({ registry, wallet: asset }).address,
    validation: input.validation ?? findValidationPda({ mint }).address,
  };
  return custodyInstruction(seizeRedemptionMetas(accounts), encodeSeizeRedemptionData(input));
}
