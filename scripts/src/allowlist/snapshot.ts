import { type AccountReader, COMPLIANCE_PROGRAM_ID, decodeEntry, type Entry, findEntryPda } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import type { Session } from "../cli/session";
import type { AllowlistRow } from "./row";

/** A registry and some of its entries, all of the same slot. */
export interface Snapshot {
  /** Answers from the snapshot, and knows nothing else. */
  readonly reader: AccountReader;
  /** @throws DecodeError where the account is something else */
  entryOf(row: AllowlistRow): Entry | undefined;
}

/** Reads them in one call to the node, at most 99 rows. */
export async function takeSnapshot(
  { connection, commitment }: Session,
  registry: PublicKey,
  rows: readonly AllowlistRow[],
): Promise<Snapshot> {
  const addresses = new Map(
    rows.map(({ wallet }) => [wallet.toBase58(), findEntryPda({ registry, wallet }).address] as const),
  );
  const keys = [registry, ...addresses.values()];
  const read = await connection.getMultipleAccountsInfo(keys, commitment);
  const accounts = new Map(keys.map((key, i) => [key.toBase58(), read[i] ?? null]));
  return {
    reader: { getMultipleAccountsInfo: async (keys) => keys.map((key) => accounts.get(key.toBase58()) ?? null) },
    entryOf({ wallet }) {
      const account = accounts.get(addresses.get(wallet.toBase58())?.toBase58() ?? "") ?? null;
      return account?.owner.equals(COMPLIANCE_PROGRAM_ID) === true ? decodeEntry(account.data) : undefined;
    },
  };
}
