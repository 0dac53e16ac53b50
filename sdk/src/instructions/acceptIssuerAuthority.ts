import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { custodyAcceptAuthorityMetas, encodeCustodyAcceptAuthorityData } from "../codec/custody/index";
import { custodyInstruction } from "./instruction";

export interface AcceptIssuerAuthorityInput {
  /** the issuer's pending authority, which an applied change has named; signs */
  readonly pendingAuthority: PublicKey;
  readonly issuer: PublicKey;
}

/**
 * Takes an issuer over as its authority.
 *
 * Refused on chain with NotPendingAuthority, RolesNotSeparate.
 */
export function createAcceptIssuerAuthorityInstruction(input: AcceptIssuerAuthorityInput): TransactionInstruction {
  return custodyInstruction(custodyAcceptAuthorityMetas(input), encodeCustodyAcceptAuthorityData());
}
