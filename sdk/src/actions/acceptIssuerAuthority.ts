import { PublicKey } from "@solana/web3.js";
import { fetchIssuer, type AccountReader } from "../accounts/index";
import { InvalidInputError } from "../core/inputErrors";
import { createAcceptIssuerAuthorityInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareAcceptIssuerAuthorityInput extends PaidBy {
  readonly issuer: PublicKey;
}

/**
 * Makes an issuer's pending authority its authority. Signed by it, and by the payer of the fee, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer
 * @throws InvalidInputError where no authority is pending: a change has to name one and be applied first
 */
export async function prepareAcceptIssuerAuthority(
  reader: AccountReader,
  { issuer, ...input }: PrepareAcceptIssuerAuthorityInput,
): Promise<PreparedTransaction> {
  const { pendingAuthority } = await fetchIssuer(reader, issuer);
  if (pendingAuthority.equals(PublicKey.default)) {
    throw new InvalidInputError("issuer", issuer.toBase58(), "one whose next authority has been named");
  }
  const instruction = createAcceptIssuerAuthorityInstruction({ pendingAuthority, issuer });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? pendingAuthority });
}
