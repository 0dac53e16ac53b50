import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodePauseTokenData, pauseTokenMetas } from "../codec/custody/index";
import { findAssetPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface PauseTokenInput {
  /** the issuer's authority or pauser; signs */
  readonly signer: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** 3,600 to 259,200: an hour to 72 hours */
  readonly seconds: bigint;
  readonly asset?: PublicKey | undefined;
}

/**
 * Stops all transfers and mints of one token for a while; exits go on. The asset has a budget of 72 hours, of which it regains a second in ten. Where
 * an earlier pause has expired and nobody has ended it, the new one follows it.
 *
 * Refused on chain with NotAuthorityOrPauser, WrongIssuer, WrongMint, WrongProgram, InvalidPause, TokenPaused, PauseBudgetSpent.
 * @throws InvalidInputError where an argument is out of its range
 */
export function createPauseTokenInstruction(input: PauseTokenInput): TransactionInstruction {
  const accounts = { ...input, asset: input.asset ?? findAssetPda(input).address };
  return custodyInstruction(pauseTokenMetas(accounts), encodePauseTokenData({ seconds: input.seconds }));
}
