import {
  type Entry,
  type EntryConflict,
  type PreparedTransaction,
  preparedSize,
  prepareTransaction,
  prepareUpsertEntries,
  TRANSACTION_SIZE_LIMIT,
  type WalletToList,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import type { Session } from "../cli/session";
import type { Progress } from "./progress";
import { type AllowlistRow, groupByAttributes } from "./row";
import { takeSnapshot } from "./snapshot";

export interface PlanInput {
  readonly session: Session;
  readonly registry: PublicKey;
  /** Entries up to this version of the registry's may be changed; undefined: none, only new ones are made. */
  readonly changeUpTo: bigint | undefined;
  readonly progress: Progress;
}

/** Rows that are looked up together: with the registry, the most accounts that one call to a node answers. */
export const ROWS_AT_ONCE = 99;

/** Rows that one transaction writes. */
export interface Batch {
  readonly rows: readonly AllowlistRow[];
  readonly prepared: PreparedTransaction;
}

/** What is left to write of these rows, at most ROWS_AT_ONCE. One call to the node. */
export async function plan(input: PlanInput, rows: readonly AllowlistRow[]): Promise<Batch[]> {
  const { registry, progress, session } = input;
  const snapshot = await takeSnapshot(session, registry, rows);
  const batches: Batch[] = [];
  for (const group of groupByAttributes(rows)) {
    const { transactions, unchanged, conflicts } = await prepareUpsertEntries(snapshot.reader, {
      registry,
      ...(group[0] as AllowlistRow).attributes,
      rows: group.map((row) => withVersion(input, row, snapshot.entryOf(row))),
      payer: session.feePayer?.publicKey,
    });
    const rowOf = rowsByWallet(group);
    progress.foundAsWanted(unchanged.length);
    for (const conflict of conflicts) progress.leave(rowOf(conflict.wallet), reasonOf(conflict, input));
    batches.push(...transactions.map((prepared) => ({ prepared, rows: prepared.wallets.map(rowOf) })));
  }
  return mergeSmall(batches);
}

function rowsByWallet(rows: readonly AllowlistRow[]): (wallet: PublicKey) => AllowlistRow {
  const rowOf = new Map(rows.map((row) => [row.wallet.toBase58(), row]));
  return (wallet) => rowOf.get(wallet.toBase58()) as AllowlistRow;
}

/** Neighbours together where one transaction takes them: a file of customers whose KYC all lapses on different days has no large groups. */
function mergeSmall(batches: readonly Batch[]): Batch[] {
  const merged: Batch[] = [];
  for (const batch of batches) {
    const last = merged.pop();
    const both = last && together(last, batch);
    if (both !== undefined) merged.push(both);
    else merged.push(...(last === undefined ? [] : [last]), batch);
  }
  return merged;
}

function together(a: Batch, b: Batch): Batch | undefined {
  const instructions = [...a.prepared.instructions, ...b.prepared.instructions];
  const prepared = prepareTransaction({ instructions, feePayer: a.prepared.feePayer });
  const fits =
    prepared.signers.length === a.prepared.signers.length && preparedSize(prepared) <= TRANSACTION_SIZE_LIMIT;
  return fits ? { prepared, rows: [...a.rows, ...b.rows] } : undefined;
}

/** The row with the entry that it may change. */
function withVersion({ changeUpTo }: PlanInput, row: AllowlistRow, entry: Entry | undefined): WalletToList {
  const { wallet, identity } = row;
  const mayChange =
    entry !== undefined && changeUpTo !== undefined && entry.version <= changeUpTo && !liftsRevocation(entry, row);
  return mayChange ? { wallet, identity, seen: entry } : { wallet, identity };
}

/** For one wallet after a look at its case, by the registry's authority; never by a list. */
function liftsRevocation(entry: Entry, row: AllowlistRow): boolean {
  return entry.status === "Revoked" && row.attributes.status !== "Revoked";
}

function reasonOf({ entry }: EntryConflict, { changeUpTo }: PlanInput): string {
  if (entry === null) return "its entry has been removed";
  const { status, version } = entry;
  if (changeUpTo === undefined) return `its entry says otherwise (${status}, version ${version}); see --update`;
  if (version > changeUpTo) return `decided otherwise since (${status}, version ${version}, after ${changeUpTo})`;
  return `it is ${status}, which only the registry's authority lifts, one by one`;
}
