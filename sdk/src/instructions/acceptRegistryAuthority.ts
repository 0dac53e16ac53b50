import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { complianceAcceptAuthorityMetas, encodeComplianceAcceptAuthorityData } from "../codec/compliance/index";
import { findRegistryLogPda } from "../core/index";
import { complianceInstruction } from "./instruction";

export interface AcceptRegistryAuthorityInput {
  /** the proposed one; signs */
  readonly authority: PublicKey;
  readonly registry: PublicKey;
  readonly log?: PublicKey | undefined;
}

/**
 * Takes over as the authority of a registry, 24 hours after the proposal or later (Registry.acceptableAt).
 *
 * Refused on chain with NoProposal, NotPendingAuthority, AuthorityTooEarly, RolesNotSeparate (the proposed one has become officer or pauser since), WrongLog.
 */
export function createAcceptRegistryAuthorityInstruction(input: AcceptRegistryAuthorityInput): TransactionInstruction {
  const log = input.log ?? findRegistryLogPda(input).address;
  return complianceInstruction(
    complianceAcceptAuthorityMetas({ ...input, log }),
    encodeComplianceAcceptAuthorityData(),
  );
}
