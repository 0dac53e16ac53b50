import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeResumeTokenData, resumeTokenMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface ResumeTokenInput {
  /** the issuer's authority or pauser; anybody once the pause has expired; signs */
  readonly signer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  readonly asset?: PublicKey | undefined;
}

/**
 * Ends a token's pause. The seconds that it would have lasted go back into the asset's budget.
 *
 * Refused on chain with WrongIssuer, WrongMint, WrongProgram, TokenNotPaused, PauseNotExpired.
 */
export function createResumeTokenInstruction(input: ResumeTokenInput): TransactionInstruction {
  const accounts = { ...input, asset: input.asset ?? findAssetPda(input).address };
  return custodyInstruction(resumeTokenMetas(accounts), encodeResumeTokenData());
}
