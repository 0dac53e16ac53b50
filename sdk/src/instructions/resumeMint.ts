import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeResumeMintData, resumeMintMetas } from "../codec/custody/index";
import { custodyInstruction } from "./instruction";

export interface ResumeMintInput {
  /** the issuer's; signs */
  readonly authority: PublicKey;
  readonly issuer: PublicKey;
}

/**
 * Lets an issuer's assets be minted again.
 *
 * Refused on chain with NotAuthority, MintNotPaused.
 */
export function createResumeMintInstruction(input: ResumeMintInput): TransactionInstruction {
  return custodyInstruction(resumeMintMetas(input), encodeResumeMintData());
}
