import type { PublicKey } from "@solana/web3.js";
import { fetchRegistry, type AccountReader } from "../accounts/index";
import { createProposeRegistryAuthorityInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareProposeRegistryAuthorityInput extends PaidBy {
  readonly registry: PublicKey;
  /** Who is to follow, and has to accept; null withdraws the proposal there is. */
  readonly proposed: PublicKey | null;
}

/**
 * Proposes the next authority of a registry, or withdraws the proposal. Signed by the present one, and by the payer of
 * the fee, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry
 */
export async function prepareProposeRegistryAuthority(
  reader: AccountReader,
  { registry, proposed, ...input }: PrepareProposeRegistryAuthorityInput,
): Promise<PreparedTransaction> {
  const { authority } = await fetchRegistry(reader, registry);
  const instruction = createProposeRegistryAuthorityInstruction({ authority, registry, proposed });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? authority });
}
