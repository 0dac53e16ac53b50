import type { PublicKey } from "@solana/web3.js";
import { fetchRegistry, type AccountReader } from "../accounts/index";
import { createPauseRegistryInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PreparePauseRegistryInput extends PaidBy {
  readonly registry: PublicKey;
  /** 1 to 259,200, which is 72 hours, and no more than the budget holds. */
  readonly seconds: bigint;
}

/**
 * Stops all hooked transfers and mints of a registry's tokens for a while; redemptions go on. Signed by the registry's
 * pauser, and by the payer of the fee, who is the same by default. One call to the node. What is left of the budget is for
 * the chain's clock to say.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry
 * @throws InvalidInputError where `seconds` is no i64
 */
export async function preparePauseRegistry(
  reader: AccountReader,
  { registry, seconds, ...input }: PreparePauseRegistryInput,
): Promise<PreparedTransaction> {
  const { pauser } = await fetchRegistry(reader, registry);
  const instruction = createPauseRegistryInstruction({ pauser, registry, seconds });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? pauser });
}
