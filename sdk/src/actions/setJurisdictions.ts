import type { PublicKey } from "@solana/web3.js";
import { fetchRegistry, type AccountReader } from "../accounts/index";
import { createSetJurisdictionsInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";

export interface PrepareSetJurisdictionsInput extends PaidBy {
  readonly registry: PublicKey;
  /** ISO 3166-1 numeric codes, 1 to 999; all others are free from then on. */
  readonly blockedJurisdictions: readonly number[];
}

/**
 * Other blocked jurisdictions, for every entry there is. Signed by the registry's authority, and by the payer of the fee,
 * who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry
 * @throws InvalidInputError where a code is no u16
 */
export async function prepareSetJurisdictions(
  reader: AccountReader,
  { registry, blockedJurisdictions, ...input }: PrepareSetJurisdictionsInput,
): Promise<PreparedTransaction> {
  const { authority } = await fetchRegistry(reader, registry);
  const instruction = createSetJurisdictionsInstruction({ authority, registry, blockedJurisdictions });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? authority });
}
