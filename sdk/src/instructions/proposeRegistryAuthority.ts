import { PublicKey, type TransactionInstruction } from "@solana/web3.js";
import { encodeProposeAuthorityData, proposeAuthorityMetas } from "../codec/compliance/index";
import { findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface ProposeRegistryAuthorityInput {
  /** the present one; signs */
  readonly authority: PublicKey;
  readonly registry: PublicKey;
  /** who is to follow, and has to accept; null withdraws the proposal there is */
  readonly proposed: PublicKey | null;
  readonly log?: PublicKey | undefined;
}

/**
 * Proposes a new authority of a registry, in the place of whoever was proposed before; or withdraws the proposal. Nothing changes until the proposed one
 * accepts, which it can 24 hours later.
 *
 * Refused on chain with NotAuthority, NoProposal (withdrawn where there is none), RolesNotSeparate (the proposed one is the officer or the pauser), WrongLog.
 */
export function createProposeRegistryAuthorityInstruction(
  input: ProposeRegistryAuthorityInput,
): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda(input).address;
  const data = encodeProposeAuthorityData({ authority: input.proposed ?? PublicKey.default });
  return complianceInstruction(proposeAuthorityMetas({ ...input, log }), data);
}
