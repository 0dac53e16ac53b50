import type { AccountReader } from "../accounts/index";
import { ENTRY, REGISTRY } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import { findEntryPda } from "../core/pda";
import { createUpsertEntryInstruction, type UpsertEntryInput } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import type { PaidBy } from "./payer";
import { versionSeen, type SeenEntry } from "./seenEntry";

export type PrepareUpsertEntryInput = PaidBy &
  SeenEntry &
  Pick<
    UpsertEntryInput,
    "registry" | "wallet" | "status" | "class" | "permissions" | "jurisdiction" | "expiresAt" | "identity"
  >;

/**
 * A wallet's entry, new or changed. Signed by the registry's officer, or by its authority where that lifts a
 * revocation, and by the payer, who is the same by default. One call to the node.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry
 * @throws InvalidInputError where an argument is out of its range, or `seen` is another wallet's or registry's
 */
export async function prepareUpsertEntry(
  reader: AccountReader,
  input: PrepareUpsertEntryInput,
): Promise<PreparedTransaction> {
  const expectedVersion = versionSeen(input, input);
  const entry = findEntryPda(input).address;
  const accounts = await readTogether(reader, [input.registry, entry]);
  const { officer, authority } = accounts.expect(REGISTRY, input.registry);
  const isRevoked = accounts.maybe(ENTRY, entry)?.status === "Revoked";
  const signer = isRevoked && input.status !== "Revoked" ? authority : officer;
  const payer = input.payer ?? signer;
  const instruction = createUpsertEntryInstruction({ ...input, expectedVersion, entry, signer, payer });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
