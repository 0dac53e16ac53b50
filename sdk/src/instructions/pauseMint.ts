import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodePauseMintData, pauseMintMetas } from "../codec/custody/index";
import { custodyInstruction } from "./instruction";

export interface PauseMintInput {
  /** the issuer's authority or its pauser; signs */
  readonly signer: PublicKey;
  readonly issuer: PublicKey;
}

/**
 * Stops minting of all of an issuer's assets until its authority resumes it.
 *
 * Refused on chain with NotAuthorityOrPauser, MintPaused.
 */
export function createPauseMintInstruction(input: PauseMintInput): TransactionInstruction {
  return custodyInstruction(pauseMintMetas(input), encodePauseMintData());
}
