import type { AccountReader } from "../accounts/index";
import { readTogether } from "../accounts/readTogether";
import { findRegistryPda } from "../core/pda";
import { createCreateRegistryInstruction, type CreateRegistryInput } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { AccountExistsError } from "./errors";
import type { PaidBy } from "./payer";

export type PrepareCreateRegistryInput = PaidBy &
  Pick<CreateRegistryInput, "base" | "authority" | "officer" | "pauser" | "blockedJurisdictions">;

/**
 * An allowlist registry, at findRegistryPda of `base`. Signed by `base`, by `authority`, and by the payer, the
 * authority by default. One call to the node.
 *
 * @throws AccountExistsError where there is a registry of this base
 * @throws InvalidInputError where an argument is out of its range
 */
export async function prepareCreateRegistry(
  reader: AccountReader,
  input: PrepareCreateRegistryInput,
): Promise<PreparedTransaction> {
  const payer = input.payer ?? input.authority;
  const registry = findRegistryPda(input).address;
  const instruction = createCreateRegistryInstruction({ ...input, payer, registry });
  const accounts = await readTogether(reader, [registry]);
  if (accounts.has(registry)) throw new AccountExistsError("Registry", registry);
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
