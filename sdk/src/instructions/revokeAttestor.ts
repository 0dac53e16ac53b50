import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeRevokeAttestorData, revokeAttestorMetas, type RevokeAttestorArgs } from "../codec/custody/index";
import { custodyInstruction } from "./instruction";

export interface RevokeAttestorInput extends RevokeAttestorArgs {
  /** the issuer's authority or its pauser; signs */
  readonly signer: PublicKey;
  readonly issuer: PublicKey;
}

/**
 * Leaves an attestor's place empty at once and starts an attestor epoch: nothing is minted until those who are left have made a round of it. Changes of the
 * attestors that are open go stale.
 *
 * Refused on chain with NotAuthorityOrPauser, UnknownAttestor.
 */
export function createRevokeAttestorInstruction(input: RevokeAttestorInput): TransactionInstruction {
  return custodyInstruction(revokeAttestorMetas(input), encodeRevokeAttestorData(input));
}
