import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeSubmitAttestationData, type Statement, submitAttestationMetas } from "../codec/custody/index";
import { findAssetPda, findAttestationPda } from "../core/index";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import { instruction, type OfDeployment } from "./instruction";

export interface SubmitAttestationInput extends OfDeployment {
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
  const programId = input.programId ?? CUSTODY_PROGRAM_ID;
  const asset = input.asset ?? findAssetPda({ ...input, programId }).address;
  const attestation = input.attestation ?? findAttestationPda({ asset, programId }).address;
  const metas = submitAttestationMetas({ ...input, asset, attestation });
  return instruction(programId, metas, encodeSubmitAttestationData({ statement: input.statement }));
}
