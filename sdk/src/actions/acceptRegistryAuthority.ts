import { PublicKey } from "@solana/web3.js";
import { fetchRegistry, type AccountReader } from "../accounts/index";
import { InvalidInputError } from "../core/inputErrors";
import { createAcceptRegistryAuthorityInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareAcceptRegistryAuthorityInput extends PaidBy {
  readonly registry: PublicKey;
}

/**
 * Makes a registry's proposed authority its authority. Signed by it, and by the payer of the fee, who is the same by
 * default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry
 * @throws InvalidInputError where nobody is proposed
 */
export async function prepareAcceptRegistryAuthority(
  reader: AccountReader,
  { registry, ...input }: PrepareAcceptRegistryAuthorityInput,
): Promise<PreparedTransaction> {
  const { pendingAuthority: authority } = await fetchRegistry(reader, registry);
  if (authority.equals(PublicKey.default)) {
    throw new InvalidInputError("registry", registry.toBase58(), "one whose next authority is proposed");
  }
  const instruction = createAcceptRegistryAuthorityInstruction({ authority, registry });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? authority });
}
