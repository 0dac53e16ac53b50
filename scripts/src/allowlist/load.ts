import { isComplianceError, TransactionFailedError } from "@backstock/sdk";
import { execute } from "../cli/execute";
import { EXIT } from "../cli/exitCodes";
import { toFailure } from "../cli/failure";
import { type Batch, plan, type PlanInput, ROWS_AT_ONCE } from "./plan";
import { inParallel } from "./pool";
import { type AllowlistRow, groupByAttributes } from "./row";

export interface LoadInput extends PlanInput {
  readonly rows: readonly AllowlistRow[];
  /** Transactions on their way at the same time. */
  readonly inFlight: number;
}

/** Many at a time ask for their status: less often than one alone. */
const POLL_MS = 1_000;
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

/** Prepared as they are asked for, so that the chain is looked at shortly before it is written to. */
async function* transactions(input: LoadInput): AsyncGenerator<Batch, void> {
  const rows = groupByAttributes(input.rows).flat();
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    input.session.signal.throwIfAborted();
    yield* await withPatience(input, () => plan(input, rows.slice(start, start + ROWS_AT_ONCE)));
  }
}

async function write(input: LoadInput, batch: Batch, attempt = 1): Promise<void> {
  const { session, progress } = input;
  session.signal.throwIfAborted();
  try {
    await execute({ ...session, signal: NEVER, say: () => undefined }, batch.prepared, POLL_MS);
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
