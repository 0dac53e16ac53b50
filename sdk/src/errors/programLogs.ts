/**
 * Solana's transaction log, read with the stack of programs that wrote it (agave program-runtime/src/stable_log.rs).
 * The runtime writes a line of its own for every call and return, and prefixes whatever a program writes with
 * "Program log: ", "Program data: " or "Program return: ": no program can forge a line of the runtime's.
 */

/** A line that matters, and the program that was running when it was written. */
export type ProgramLogEntry =
  /** `sol_log_data`: one or more base64 texts, separated by spaces. */
  | { readonly kind: "data"; readonly programId: string; readonly line: number; readonly payload: string }
  | { readonly kind: "failed"; readonly programId: string; readonly line: number; readonly reason: string };

export interface ProgramLogs {
  /** In the log's order, only of the part that is certain. */
  readonly entries: readonly ProgramLogEntry[];
  /** False where the log is missing, was cut, or does not add up: then there may have been more entries. */
  readonly isComplete: boolean;
}

const ID = "([1-9A-HJ-NP-Za-km-z]{32,44})";
const INVOKE = new RegExp(`^Program ${ID} invoke \\[(\\d+)\\]$`);
const SUCCESS = new RegExp(`^Program ${ID} success$`);
const FAILED = new RegExp(`^Program ${ID} failed: ([^]*)$`);
const DATA = "Program data: ";
/** The runtime's collector writes this once where a line does not fit, and goes on with shorter ones that do. */
const TRUNCATED = "Log truncated";

/**
 * Reads a log up to the first line that can't be trusted: behind "Log truncated", lines may be missing, and with
 * them calls and returns, so that nobody knows any more which program wrote what.
 * @param logs one string a line, as RPC answers them; null where it has none
 */
export function readProgramLogs(logs: readonly string[] | null): ProgramLogs {
  const entries: ProgramLogEntry[] = [];
  const stack: string[] = [];
  for (const [line, text] of (logs ?? []).entries()) {
    if (text === TRUNCATED) return { entries, isComplete: false };

    const invoke = INVOKE.exec(text);
    if (invoke) {
      stack.push(invoke[1] as string);
      if (Number(invoke[2]) !== stack.length) return { entries, isComplete: false };
      continue;
    }
    const failed = FAILED.exec(text);
    const returned = failed ?? SUCCESS.exec(text);
    if (returned) {
      const programId = returned[1] as string;
      if (stack.pop() !== programId) return { entries, isComplete: false };
      if (failed) entries.push({ kind: "failed", programId, line, reason: failed[2] as string });
      continue;
    }
    if (text.startsWith(DATA)) {
      const programId = stack.at(-1);
      if (programId === undefined) return { entries, isComplete: false };
      entries.push({ kind: "data", programId, line, payload: text.slice(DATA.length) });
    }
  }
  return { entries, isComplete: logs !== null && stack.length === 0 };
}
