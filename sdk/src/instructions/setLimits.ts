import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeSetLimitsData, setLimitsMetas, type SetLimitsArgs } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface SetLimitsInput extends SetLimitsArgs {
  /** the issuer's; signs */
  readonly authority: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly asset?: PublicKey | undefined;
}

/**
 * Tightens an asset's limits at once: each as it is or smaller, one of them smaller. What the mint rate's bucket holds stays in it.
 *
 * Refused on chain with NotAuthority, NotTighter, InvalidLimits, WrongIssuer, WrongMint.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createSetLimitsInstruction(input: SetLimitsInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  return custodyInstruction(setLimitsMetas({ ...input, asset }), encodeSetLimitsData(input));
}
