import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeResumeAssetData, resumeAssetMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface ResumeAssetInput {
  /** the issuer's; signs */
  readonly authority: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly asset?: PublicKey | undefined;
}

/**
 * Lets an asset be minted again.
 *
 * Refused on chain with NotAuthority, AssetNotHalted, AssetDelisted, WrongIssuer, WrongMint.
 */
export function createResumeAssetInstruction(input: ResumeAssetInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  return custodyInstruction(resumeAssetMetas({ ...input, asset }), encodeResumeAssetData());
}
