import type { PublicKey } from "@solana/web3.js";
import { fetchIssuer, type AccountReader } from "../accounts/index";
import { createPauseMintInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { expectAuthorityOrPauser, type ByAuthorityOrPauser } from "./authorityOrPauser";
import type { PaidBy } from "./payer";

export interface PreparePauseMintInput extends PaidBy, ByAuthorityOrPauser {
  readonly issuer: PublicKey;
}

/**
 * Stops minting of all of an issuer's assets, until its authority resumes it. Signed by `signer`, and by the payer of
 * the fee, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer
 * @throws InvalidInputError where the signer is neither the authority nor the pauser
 */
export async function preparePauseMint(
  reader: AccountReader,
  { issuer, signer, payer = signer }: PreparePauseMintInput,
): Promise<PreparedTransaction> {
  expectAuthorityOrPauser(await fetchIssuer(reader, issuer), signer);
  const instruction = createPauseMintInstruction({ signer, issuer });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
