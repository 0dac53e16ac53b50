import type { AccountReader } from "../accounts/index";
import type { Entry } from "../codec/compliance/index";
import { InvalidInputError } from "../core/inputErrors";
import { findEntryPda } from "../core/pda";
import { createUpsertEntryInstruction, type UpsertEntryInput } from "../instructions/index";
import { prepareTransaction, type PreparedTransaction } from "../transactions/index";
import { ENTRY, REGISTRY } from "./kinds";
import type { PaidBy } from "./payer";
import { readTogether } from "./readTogether";

/** What the decision to write was based on: the chain refuses it where the entry has changed since. */
export type SeenEntry =
  /** 0n where there was none */
  | { readonly expectedVersion: bigint; readonly seen?: undefined }
  /** as fetchMaybeEntry has answered it: null where there was none */
  | { readonly seen: Entry | null; readonly expectedVersion?: undefined };

export type PrepareUpsertEntryInput = PaidBy &
  SeenEntry &
  Pick<
    UpsertEntryInput,
    "registry" | "wallet" | "status" | "class" | "permissions" | "jurisdiction" | "expiresAt" | "identity"
  >;

function versionSeen({ expectedVersion, seen, wallet, registry }: PrepareUpsertEntryInput): bigint {
  if (seen === undefined) return expectedVersion;
  if (seen === null) return 0n;
  if (!seen.wallet.equals(wallet) || !seen.registry.equals(registry)) {
    throw new InvalidInputError("seen", seen.wallet.toBase58(), "the entry that is to be written");
  }
  return seen.version;
}

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
  const expectedVersion = versionSeen(input);
  const entry = findEntryPda(input).address;
  const accounts = await readTogether(reader, [input.registry, entry]);
  const { officer, authority } = accounts.expect(REGISTRY, input.registry);
  const isRevoked = accounts.maybe(ENTRY, entry)?.status === "Revoked";
  const signer = isRevoked && input.status !== "Revoked" ? authority : officer;
  const payer = input.payer ?? signer;
  const instruction = createUpsertEntryInstruction({ ...input, expectedVersion, entry, signer, payer });
  return prepareTransaction({ instructions: [instruction], feePayer: payer });
}
