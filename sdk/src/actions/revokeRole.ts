import type { PublicKey } from "@solana/web3.js";
import { fetchIssuer, type AccountReader } from "../accounts/index";
import type { Role } from "../codec/custody/index";
import { createRevokeRoleInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { expectAuthorityOrPauser, type ByAuthorityOrPauser } from "./authorityOrPauser";
import type { PaidBy } from "./payer";

export interface PrepareRevokeRoleInput extends PaidBy, ByAuthorityOrPauser {
  readonly issuer: PublicKey;
  /** Of the authority, the one that has yet to accept is withdrawn. */
  readonly role: Role;
}

/**
 * Leaves a role empty at once, until a change fills it. Signed by `signer`, and by the payer of the fee, who is the same by default. One call to the node.
 * Open changes stay: fetchOpenChanges tells whether one of them gives the revoked key another role.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer
 * @throws InvalidInputError where the signer is neither the authority nor the pauser
 */
export async function prepareRevokeRole(
  reader: AccountReader,
  { issuer, role, signer, payer = signer }: PrepareRevokeRoleInput,
): Promise<PreparedTransaction> {
  expectAuthorityOrPauser(await fetchIssuer(reader, issuer), signer);
  const instruction = createRevokeRoleInstruction({ signer, issuer, role });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
