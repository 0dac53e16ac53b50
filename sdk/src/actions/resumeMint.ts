import type { PublicKey } from "@solana/web3.js";
import { fetchIssuer, type AccountReader } from "../accounts/index";
import { createResumeMintInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareResumeMintInput extends PaidBy {
  readonly issuer: PublicKey;
}

/**
 * Lets an issuer's assets be minted again. Signed by its authority, and by the payer of the fee, who is the same by
 * default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such issuer
 */
export async function prepareResumeMint(
  reader: AccountReader,
  { issuer, ...input }: PrepareResumeMintInput,
): Promise<PreparedTransaction> {
  const { authority } = await fetchIssuer(reader, issuer);
  const instruction = createResumeMintInstruction({ authority, issuer });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? authority });
}
