import { decodeComplianceEvent, decodeCustodyEvent } from "../codec";
import { DecodeError } from "../core/decodeError";
import { readProgramLogs } from "../errors/programLogs";
import { COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { CUSTODY_PROGRAM_ID } from "../generated/custody";
import { fromBase64 } from "./base64";
import type { BackstockEvent, UndecodedEvent } from "./event";

export interface ParseTransactionEventsInput {
  /** The transaction's log, one string a line; null where RPC has none. */
  readonly logs: readonly string[] | null;
  /** The transaction's error, null where it succeeded: a failed one has logged events of changes that were undone. */
  readonly error: unknown;
}

export interface TransactionEvents {
  /** In the order of the log. Empty where the transaction failed. */
  readonly events: readonly BackstockEvent[];
  /** What our own programs have logged and this SDK has no type for. Never silently dropped: their sequence is used up. */
  readonly undecoded: readonly UndecodedEvent[];
  /** False where the log is missing, was cut, or does not add up: then events may be missing, and sequences show it. */
  readonly isComplete: boolean;
}

/**
 * The events that custody and compliance logged in one transaction. A line is believed only of the program that was
 * running when it was written, so neither another program's data nor a text that looks like a log line is.
 * Decoding is strict: missing, surplus or impossible bytes make a line an undecoded one.
 */
export function parseTransactionEvents({ logs, error }: ParseTransactionEventsInput): TransactionEvents {
  if (error !== null && error !== undefined) return { events: [], undecoded: [], isComplete: true };
  const { entries, isComplete } = readProgramLogs(logs);
  // A successful transaction has no failed call: this log belongs to another one.
  if (entries.some((entry) => entry.kind === "failed")) return { events: [], undecoded: [], isComplete: false };

  const events: BackstockEvent[] = [];
  const undecoded: UndecodedEvent[] = [];
  for (const entry of entries) {
    const program = entry.kind === "data" ? ownProgram(entry.programId) : null;
    if (entry.kind !== "data" || program === null) continue;
    const { line, payload } = entry;
    try {
      events.push(decodeEvent(program, line, fromBase64(payload)));
    } catch (thrown) {
      if (!(thrown instanceof DecodeError)) throw thrown;
      undecoded.push({ program, line, payload, error: thrown });
    }
  }
  return { events, undecoded, isComplete };
}

function ownProgram(programId: string): BackstockEvent["program"] | null {
  if (programId === CUSTODY_PROGRAM_ID.toBase58()) return "custody";
  return programId === COMPLIANCE_PROGRAM_ID.toBase58() ? "compliance" : null;
}

function decodeEvent(program: BackstockEvent["program"], line: number, data: Uint8Array): BackstockEvent {
  if (program === "custody") {
    const event = decodeCustodyEvent(data);
    if (event !== null) return { program, line, ...event };
  } else {
    const event = decodeComplianceEvent(data);
    if (event !== null) return { program, line, ...event };
  }
  throw new DecodeError(`${program} event discriminator`, "a known event's", data.subarray(0, 8).join(","));
}
