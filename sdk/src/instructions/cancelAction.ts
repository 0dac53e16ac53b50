import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { cancelActionMetas, encodeCancelActionData } from "../codec/custody/index";
import { findAssetPda, findCorporateActionPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface CancelActionInput {
  /** the issuer's action officer, authority or pauser; signs */
  readonly signer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** of the pending action */
  readonly number: bigint;
  readonly asset?: PublicKey | undefined;
  readonly corporateAction?: PublicKey | undefined;
}

/**
 * Takes a corporate action back before its time: the multiplier stays as it is. Where it was a split or a decrease,
 * nothing is minted until an attestation of shares counted then or later, as after one that takes effect.
 *
 * Refused on chain with ActionNotPending, MultiplierNotSettled, NotActionOfficer, WrongIssuer, WrongMint, WrongAction, WrongProgram.
 * @throws InvalidInputError where `number` is no u64
 */
export function createCancelActionInstruction(input: CancelActionInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  const corporateAction = input.corporateAction ?? findCorporateActionPda({ asset, number: input.number }).address;
  return custodyInstruction(cancelActionMetas({ ...input, asset, corporateAction }), encodeCancelActionData());
}
