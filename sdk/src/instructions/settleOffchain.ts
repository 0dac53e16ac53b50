import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeSettleOffchainData, settleOffchainMetas, type SettleOffchainArgs } from "../codec/custody/index";
import { findAssetPda, findEntryPda, findEscrowPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface SettleOffchainInput extends SettleOffchainArgs {
  /** the issuer's; signs */
  readonly redeemer: PublicKey;
  /** the issuer's; signs */
  readonly custodian: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** the issuer's */
  readonly registry: PublicKey;
  readonly redemption: PublicKey;
  /** as the redemption has it */
  readonly owner: PublicKey;
  readonly asset?: PublicKey | undefined;
  readonly escrow?: PublicKey | undefined;
  readonly ownerEntry?: PublicKey | undefined;
}

/**
 * Burns raw `amount` from escrow that a wire of this `reference`, 32 bytes and not zero, has paid for, in part or in full. `sequence` is the redemption's,
 * `settledBefore` what of it had been settled when the signers decided.
 *
 * Refused on chain with NotRedeemer, NotCustodian, WrongIssuer, WrongMint, WrongEscrow, WrongRedemption, WrongProgram, SequenceMismatch, RedemptionRejected,
 * RedemptionEnded, PayoutUnnamed, PayoutOnChain, SettledBeforeMismatch, ZeroAmount, SettleExceedsOpen, ReferenceMissing, HolderNotActive, WrongEntry.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createSettleOffchainInstruction(input: SettleOffchainInput): TransactionInstruction {
  const { registry, owner, mint } = input;
  const asset = input.asset ?? findAssetPda(input).address;
  const accounts = {
    ...input,
    asset,
    escrow: input.escrow ?? findEscrowPda({ asset, mint }).address,
    ownerEntry: input.ownerEntry ?? findEntryPda({ registry, wallet: owner }).address,
  };
  return custodyInstruction(settleOffchainMetas(accounts), encodeSettleOffchainData(input));
}
