import type { PublicKey } from "@solana/web3.js";
import { fetchRegistry, type AccountReader } from "../accounts/index";
import { createResumeRegistryInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareResumeRegistryInput extends PaidBy {
  readonly registry: PublicKey;
  /** The registry's authority, which is the default; anybody once the pause has run out. Signs. */
  readonly signer?: PublicKey | undefined;
}

/**
 * Ends a registry's pause, or clears one off that has run out, which is for the chain's clock to say. Signed by the
 * signer, and by the payer of the fee, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry
 */
export async function prepareResumeRegistry(
  reader: AccountReader,
  { registry, ...input }: PrepareResumeRegistryInput,
): Promise<PreparedTransaction> {
  const { authority } = await fetchRegistry(reader, registry);
  const { signer = authority, payer = signer } = input;
  const instruction = createResumeRegistryInstruction({ signer, registry });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
