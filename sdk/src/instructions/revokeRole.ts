import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { encodeRevokeRoleData, revokeRoleMetas, type RevokeRoleArgs } from "../codec/custody/index";
import { custodyInstruction } from "./instruction";

export interface RevokeRoleInput extends RevokeRoleArgs {
  /** the issuer's authority or its pauser; signs */
  readonly signer: PublicKey;
  readonly issuer: PublicKey;
}

/**
 * Leaves a role empty at once, until a change fills it; of the authority, withdraws the one that has yet to accept. A change of the
 * role that is open can still be applied; where it was proposed before the revoked key came by another change, it is stale.
 *
 * Refused on chain with NotAuthorityOrPauser, RoleEmpty.
 */
export function createRevokeRoleInstruction(input: RevokeRoleInput): TransactionInstruction {
  return custodyInstruction(revokeRoleMetas(input), encodeRevokeRoleData(input));
}
