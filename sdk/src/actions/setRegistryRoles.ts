import type { PublicKey } from "@solana/web3.js";
import { fetchRegistry, type AccountReader } from "../accounts/index";
import { createSetRegistryRolesInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareSetRegistryRolesInput extends PaidBy {
  readonly registry: PublicKey;
  /** Edits entries; the present one by default. */
  readonly officer?: PublicKey | undefined;
  /** Pauses transfers; the present one by default. */
  readonly pauser?: PublicKey | undefined;
}

/**
 * Another officer or pauser of a registry, at once. Signed by its authority, and by the payer of the fee, who is the same
 * by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry
 */
export async function prepareSetRegistryRoles(
  reader: AccountReader,
  { registry, ...input }: PrepareSetRegistryRolesInput,
): Promise<PreparedTransaction> {
  const present = await fetchRegistry(reader, registry);
  const { authority } = present;
  const { officer = present.officer, pauser = present.pauser, payer = authority } = input;
  const instruction = createSetRegistryRolesInstruction({ authority, registry, officer, pauser });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
