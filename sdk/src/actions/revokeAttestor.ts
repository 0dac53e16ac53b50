import type { PublicKey } from "@solana/web3.js";
import { fetchIssuer, type AccountReader } from "../accounts/index";
import { InvalidInputError } from "../core/inputErrors";
import { createRevokeAttestorInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { expectAuthorityOrPauser, type ByAuthorityOrPauser } from "./authorityOrPauser";
import type { PaidBy } from "./payer";

export interface PrepareRevokeAttestorInput extends PaidBy, ByAuthorityOrPauser {
  readonly issuer: PublicKey;
  readonly attestor: PublicKey;
}

/**
 * Leaves an attestor's place empty at once: nothing is minted until those who are left have made a round. Signed by
 * `signer`, and by the payer of the fee, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer
 * @throws InvalidInputError where the signer is neither the authority nor the pauser, or the key is no attestor
 */
export async function prepareRevokeAttestor(
  reader: AccountReader,
  { issuer, attestor, signer, payer = signer }: PrepareRevokeAttestorInput,
): Promise<PreparedTransaction> {
  const roles = await fetchIssuer(reader, issuer);
  expectAuthorityOrPauser(roles, signer);
  if (!roles.attestors.some((key) => key.equals(attestor))) {
    throw new InvalidInputError("attestor", attestor.toBase58(), "one of the issuer's");
  }
  const instruction = createRevokeAttestorInstruction({ signer, issuer, attestor });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
