import type { AddressLookupTableAccount, PublicKey } from "@solana/web3.js";
import type { AccountReader } from "../accounts/index";
import { MAX_ACCOUNTS_A_READ } from "../accounts/fetch";
import { ENTRY, REGISTRY } from "../accounts/kinds";
import { readTogether } from "../accounts/readTogether";
import type { Entry, EntryRow, EntryRows, Registry } from "../codec/compliance/index";
import { bytesEqual } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";
import { findEntryPda, findRegistryLogPda } from "../core/pda";
import { createUpsertEntriesInstruction, type UpsertEntriesInput } from "../instructions/index";
import {
  preparedSize,
  prepareTransaction,
  type PreparedTransaction,
  TRANSACTION_SIZE_LIMIT,
} from "../transactions/index";
import type { PaidBy } from "./payer";
import { versionSeen, type SeenEntry } from "./seenEntry";

/** Neither a version nor an entry: there must be none yet. */
export interface UnseenEntry {
  readonly expectedVersion?: undefined;
  readonly seen?: undefined;
}

/** One wallet of a list. */
export type WalletToList = (SeenEntry | UnseenEntry) & {
  readonly wallet: PublicKey;
  /** 32 random bytes that join one customer's wallets; by default what the entry has, or none. */
  readonly identity?: Uint8Array | undefined;
};

/** What all entries of one list are to say. */
export type SharedAttributes = Pick<
  UpsertEntriesInput,
  "status" | "class" | "permissions" | "jurisdiction" | "expiresAt"
>;

export interface PrepareUpsertEntriesInput extends PaidBy, SharedAttributes {
  readonly registry: PublicKey;
  /** As many as there are, each wallet once. */
  readonly rows: readonly WalletToList[];
  /** One that holds the registry, its log and the System program leaves room for a row more in each transaction. */
  readonly lookupTables?: readonly AddressLookupTableAccount[] | undefined;
}

export interface PreparedUpsertEntries extends PreparedTransaction {
  /** Whose entries it writes, in this order. */
  readonly wallets: readonly PublicKey[];
}

/** An entry that is not the one that the row was based on. */
export interface EntryConflict {
  readonly wallet: PublicKey;
  readonly expectedVersion: bigint;
  /** The one that there is; null where there is none. */
  readonly entry: Entry | null;
}

export interface UpsertEntriesPlan {
  /** Each for itself all or nothing, and to be sent in any order; together they write every row that is not below. */
  readonly transactions: readonly PreparedUpsertEntries[];
  /** Wallets whose entries say already what they are to say, by an earlier run of the same list or otherwise. */
  readonly unchanged: readonly PublicKey[];
  /** Wallets about which somebody has decided otherwise since: left as they are, for whoever gave the list to look at. */
  readonly conflicts: readonly EntryConflict[];
}

/** A row as it will be written, where, and who has to sign for it. */
interface Row extends EntryRow {
  readonly entry: PublicKey;
  readonly signer: PublicKey;
}

const NO_IDENTITY = new Uint8Array(32);

/**
 * A list of wallets that are all to get the same attributes, in as few transactions as take them, each with room for a
 * compute unit limit and a priority fee: 13 wallets without identity that are new, 8 others. Signed by the registry's
 * officer, or by its authority where that lifts revocations, and by the payer, who is the same by default. The same list
 * prepared again, after a part of it has landed, leaves out what has. One call to the node for each hundred rows.
 *
 * @throws AccountNotFoundError, DecodeError where there is no such registry
 * @throws InvalidInputError where an argument is out of its range, a wallet is there twice, or `seen` is another wallet's
 * or registry's
 */
export async function prepareUpsertEntries(
  reader: AccountReader,
  input: PrepareUpsertEntriesInput,
): Promise<UpsertEntriesPlan> {
  refuseRepeatedWallets(input.rows);
  const entries = input.rows.map(({ wallet }) => findEntryPda({ registry: input.registry, wallet }).address);
  const read = await readEntries(reader, input.registry, entries);

  const rows: Row[] = [];
  const unchanged: PublicKey[] = [];
  const conflicts: EntryConflict[] = [];
  input.rows.forEach((wanted, i) => {
    const { wallet } = wanted;
    const existing = read.entries[i] ?? null;
    const expectedVersion = expectedOf(wanted, input.registry);
    const identity = wanted.identity ?? existing?.identity ?? NO_IDENTITY;
    if (existing !== null && says(existing, input, identity)) {
      unchanged.push(wallet);
    } else if ((existing?.version ?? 0n) !== expectedVersion) {
      conflicts.push({ wallet, expectedVersion, entry: existing });
    } else {
      const signer = signerOf(read.registry, existing, input);
      rows.push({ wallet, identity, expectedVersion, entry: entries[i] as PublicKey, signer });
    }
  });
  return { transactions: groupsOf(rows).flatMap((group) => pack(group, input)), unchanged, conflicts };
}

function refuseRepeatedWallets(rows: readonly WalletToList[]): void {
  const seen = new Set<string>();
  for (const { wallet } of rows) {
    const address = wallet.toBase58();
    if (seen.has(address)) throw new InvalidInputError("rows", address, "each wallet once");
    seen.add(address);
  }
}

async function readEntries(
  reader: AccountReader,
  registry: PublicKey,
  addresses: readonly PublicKey[],
): Promise<{ readonly registry: Registry; readonly entries: readonly (Entry | undefined)[] }> {
  const all = [registry, ...addresses];
  const first = await readTogether(reader, all.slice(0, MAX_ACCOUNTS_A_READ));
  const entries = addresses.slice(0, MAX_ACCOUNTS_A_READ - 1).map((address) => first.maybe(ENTRY, address));
  for (let start = MAX_ACCOUNTS_A_READ - 1; start < addresses.length; start += MAX_ACCOUNTS_A_READ) {
    const part = addresses.slice(start, start + MAX_ACCOUNTS_A_READ);
    const accounts = await readTogether(reader, part);
    entries.push(...part.map((address) => accounts.maybe(ENTRY, address)));
  }
  return { registry: first.expect(REGISTRY, registry), entries };
}

function expectedOf(wanted: WalletToList, registry: PublicKey): bigint {
  if (wanted.expectedVersion === undefined && wanted.seen === undefined) return 0n;
  return versionSeen(wanted, { registry, wallet: wanted.wallet });
}

function says(entry: Entry, wanted: SharedAttributes, identity: Uint8Array): boolean {
  return (
    entry.status === wanted.status &&
    entry.class === wanted.class &&
    entry.permissions === wanted.permissions &&
    entry.jurisdiction === wanted.jurisdiction &&
    entry.expiresAt === wanted.expiresAt &&
    bytesEqual(entry.identity, identity)
  );
}

function signerOf({ authority, officer }: Registry, existing: Entry | null, wanted: SharedAttributes): PublicKey {
  return existing?.status === "Revoked" && wanted.status !== "Revoked" ? authority : officer;
}

/** Rows that can share a transaction: of one signer, and of one form. */
function groupsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = `${row.signer.toBase58()} ${String(isBare(row))}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** Whether the wallet says it all. */
function isBare({ expectedVersion, identity }: EntryRow): boolean {
  return expectedVersion === 0n && bytesEqual(identity, NO_IDENTITY);
}

function pack(group: readonly Row[], input: PrepareUpsertEntriesInput): PreparedUpsertEntries[] {
  const log = findRegistryLogPda(input).address;
  const packed: PreparedUpsertEntries[] = [];
  for (let start = 0, end = 1; start < group.length; start = end, end = start + 1) {
    let fitting = prepareRows(group.slice(start, end), log, input);
    while (end < group.length) {
      const larger = prepareRows(group.slice(start, end + 1), log, input);
      if (preparedSize(larger) > TRANSACTION_SIZE_LIMIT) break;
      fitting = larger;
      end += 1;
    }
    packed.push(fitting);
  }
  return packed;
}

function prepareRows(rows: readonly Row[], log: PublicKey, input: PrepareUpsertEntriesInput): PreparedUpsertEntries {
  const { signer } = rows[0] as Row;
  const payer = input.payer ?? signer;
  const wallets = rows.map(({ wallet }) => wallet);
  const encoded: EntryRows = rows.every(isBare) ? { kind: "New", wallets } : { kind: "Versioned", entries: rows };
  const entries = rows.map(({ entry }) => entry);
  const instruction = createUpsertEntriesInstruction({ ...input, payer, signer, log, entries, rows: encoded });
  const lookupTables = input.lookupTables ?? [];
  return { ...prepareTransaction({ instructions: [instruction], feePayer: payer, lookupTables }), wallets };
}
