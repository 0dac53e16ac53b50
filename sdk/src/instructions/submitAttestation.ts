import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeSubmitAttestationData, type Statement, submitAttestationMetas } from "../codec/custody/index";
import { findAssetPda, findAttestationPda } from "../core/index";
import { custodyInstruction } from "./instruction";

export interface SubmitAttestationInput {
  /** one of the issuer's attestors; signs */
  readonly attestor: PublicKey;
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** what the attestor states; `shares` and `redeemedTotal` raw, `asOf` in unix seconds */
  readonly statement: Statement;
  readonly asset?: PublicKey | undefined;
  readonly attestation?: PublicKey | undefined;
}

/**
 * States the reserve. The threshold-th identical statement of the attestors makes the next round.
 *
 * Refused on chain with NotAttestor, AttestationInFuture, AttestationNotNewer, RedeemedTotalOutOfRange, StatementRepeated, WrongIssuer, WrongMint,
 * WrongAttestation.
 * @throws InvalidInputError where a number is out of its range
 */
export function createSubmitAttestationInstruction(input: SubmitAttestationInput): TransactionInstruction {
  const asset = input.asset ?? findAssetPda(input).address;
  const attestation = input.attestation ?? findAttestationPda({ asset }).address;
  const metas = submitAttestationMetas({ ...input, asset, attestation });
  return custodyInstruction(metas, encodeSubmitAttestationData({ statement: input.statement }));
}
