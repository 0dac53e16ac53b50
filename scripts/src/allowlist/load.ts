import {
  COMPLIANCE_PROGRAM_ID,
  decodeEntry,
  type Entry,
  type EntryConflict,
  findEntryPda,
  isComplianceError,
  type PreparedUpsertEntries,
  prepareUpsertEntries,
  TransactionFailedError,
  type WalletToList,
} from "@backstock/sdk";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import { execute } from "../cli/execute";
import { EXIT } from "../cli/exitCodes";
import { toFailure } from "../cli/failure";
import type { Session } from "../cli/session";
import { inParallel } from "./pool";
import type { Progress } from "./progress";
import { type AllowlistRow, groupByAttributes } from "./row";

export interface LoadInput {
  readonly session: Session;
  readonly registry: PublicKey;
  readonly rows: readonly AllowlistRow[];
  /** Transactions on their way at the same time. */
  readonly inFlight: number;
  /** Entries up to this version of the registry's may be changed; undefined: none, only new ones are made. */
  readonly changeUpTo: bigint | undefined;
  readonly progress: Progress;
}

/** Rows that are looked up together: with the registry, the most accounts that one call to a node answers. */
const ROWS_AT_ONCE = 99;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;

/**
 * Writes the rows that the chain does not have yet, several transactions at a time. It keeps nothing of what it has done:
 * the entries themselves tell. A row whose entry says something else, by a decision that the list was not made after, is
 * left as it is and noted in `progress`.
 *
 * @throws what stopped it: what has landed until then has landed, and the same load given again goes on from there
 */
export async function load(input: LoadInput): Promise<void> {
  await inParallel(input.inFlight, transactions(input), (transaction) => write(input, transaction));
}

/** Rows that one transaction writes. */
interface Batch {
  readonly rows: readonly AllowlistRow[];
  readonly prepared: PreparedUpsertEntries;
}

/** Prepared as they are asked for, so that the chain is looked at shortly before it is written to. */
async function* transactions(input: LoadInput): AsyncGenerator<Batch, void> {
  for (const group of groupByAttributes(input.rows)) {
    for (let start = 0; start < group.length; start += ROWS_AT_ONCE) {
      input.session.signal.throwIfAborted();
      const part = group.slice(start, start + ROWS_AT_ONCE);
      yield* await withPatience(input, () => plan(input, part));
    }
  }
}

async function plan(input: LoadInput, rows: readonly AllowlistRow[]): Promise<Batch[]> {
  const { session, registry, progress } = input;
  const [first] = rows;
  if (first === undefined) return [];
  const byWallet = new Map(rows.map((row) => [row.wallet.toBase58(), row]));
  const rowOf = (wallet: PublicKey): AllowlistRow => byWallet.get(wallet.toBase58()) ?? first;

  const { transactions, unchanged, conflicts } = await prepareUpsertEntries(session.connection, {
    registry,
    ...first.attributes,
    rows: await withVersions(input, rows),
    payer: session.feePayer?.publicKey,
  });
  progress.foundAsWanted(unchanged.length);
  for (const conflict of conflicts) progress.leave(rowOf(conflict.wallet), reasonOf(conflict, input));
  return transactions.map((prepared) => ({ prepared, rows: prepared.wallets.map(rowOf) }));
}

/** The rows with the entries that they may change. */
async function withVersions(input: LoadInput, rows: readonly AllowlistRow[]): Promise<WalletToList[]> {
  const { changeUpTo } = input;
  const wanted = rows.map(({ wallet, identity }) => ({ wallet, identity }));
  if (changeUpTo === undefined) return wanted;
  const entries = await readEntries(input, rows);
  return wanted.map((row, i) => {
    const seen = entries[i] ?? null;
    const mayChange = seen !== null && seen.version <= changeUpTo && !liftsRevocation(seen, rows[i]);
    return mayChange ? { ...row, seen } : row;
  });
}

/** For one wallet after a look at its case, by the registry's authority; never by a list. */
function liftsRevocation(entry: Entry, row: AllowlistRow | undefined): boolean {
  return entry.status === "Revoked" && row?.attributes.status !== "Revoked";
}

async function readEntries(
  { session, registry }: LoadInput,
  rows: readonly AllowlistRow[],
): Promise<(Entry | undefined)[]> {
  const addresses = rows.map(({ wallet }) => findEntryPda({ registry, wallet }).address);
  const accounts = await session.connection.getMultipleAccountsInfo(addresses, session.commitment);
  return accounts.map((account) => {
    const isVacant = account === null || (account.data.length === 0 && account.owner.equals(SystemProgram.programId));
    return isVacant || !account.owner.equals(COMPLIANCE_PROGRAM_ID) ? undefined : decodeEntry(account.data);
  });
}

function reasonOf({ entry }: EntryConflict, { changeUpTo }: LoadInput): string {
  if (entry === null) return "its entry has been removed";
  const { status, version } = entry;
  if (changeUpTo === undefined) return `its entry says otherwise (${status}, version ${version}); see --update`;
  if (version > changeUpTo) return `decided otherwise since (${status}, version ${version}, after ${changeUpTo})`;
  return `it is ${status}, which only the registry's authority lifts, one by one`;
}

async function write(input: LoadInput, batch: Batch, attempt = 1): Promise<void> {
  const { session, progress } = input;
  session.signal.throwIfAborted();
  try {
    await execute({ ...session, signal: NEVER, say: () => undefined }, batch.prepared);
  } catch (error) {
    if (attempt === ATTEMPTS || !mayBePlannedAnew(error)) throw error;
    await pause(attempt);
    const again = await withPatience(input, () => plan(input, batch.rows));
    for (const part of again) await write(input, part, attempt + 1);
    return;
  }
  progress.wrote(batch.rows.length);
}

/** What is on its way when the user interrupts is waited for: only then is it known. */
const NEVER = new AbortController().signal;

/** Where nothing has landed: somebody was faster, it took too long, or the node could not be reached. */
function mayBePlannedAnew(error: unknown): boolean {
  if (error instanceof TransactionFailedError) return isComplianceError(error.error, "VersionMismatch");
  const { exitCode } = toFailure(error);
  return exitCode === EXIT.expired || exitCode === EXIT.failed;
}

/** Reads again where the node could not be reached. */
async function withPatience<T>(input: LoadInput, read: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await read();
    } catch (error) {
      const isInterrupted = input.session.signal.aborted;
      if (attempt === ATTEMPTS || isInterrupted || toFailure(error).exitCode !== EXIT.failed) throw error;
      await pause(attempt);
    }
  }
}

function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** (attempt - 1)));
}
