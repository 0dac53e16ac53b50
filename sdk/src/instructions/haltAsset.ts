import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeHaltAssetData, haltAssetMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface HaltAssetInput {
  /** the issuer's; signs */
  readonly authority: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly asset?: PublicKey | undefined;
}

/**
 * Stops minting of one asset until the authority resumes it.
 *
 * Refused on chain with NotAuthority, AssetHalted, AssetDelisted, WrongIssuer, WrongMint.
 */
export function createHaltAssetInstruction(input: HaltAssetInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  return custodyInstruction(haltAssetMetas({ ...input, asset }), encodeHaltAssetData());
}
