import type { PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { ENTRY, REGISTRY } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findEntryPda } from "../core/pda";
import { createRemoveEntryInstruction } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";
import { versionSeen, type SeenEntry } from "./seenEntry";

export type PrepareRemoveEntryInput = PaidBy &
  SeenEntry & {
    readonly registry: PublicKey;
    readonly wallet: PublicKey;
  };

/**
 * Takes an active wallet off the list; the rent goes back to who paid it. Signed by the registry's authority, and by the
 * payer of the fee, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry, or the wallet is not listed
 * @throws InvalidInputError where `seen` is another wallet's or registry's
 */
export async function prepareRemoveEntry(
  reader: AccountReader,
  input: PrepareRemoveEntryInput,
): Promise<PreparedTransaction> {
  const { registry, wallet } = input;
  const expectedVersion = versionSeen(input, input);
  const entry = findEntryPda(input).address;
  const accounts = await readTogether(reader, [registry, entry]);
  const { authority } = accounts.expect(REGISTRY, registry);
  const { rentPayer } = accounts.expect(ENTRY, entry);
  const given = { authority, registry, wallet, entry, rentPayer };
  const instruction = createRemoveEntryInstruction({ ...given, expectedVersion });
  return prepareTransaction({ instructions: [instruction], feePayer: input.payer ?? authority });
}
