import { PublicKey } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { BackstockError } from "./backstockError";
import { inWords, programFailure } from "./programFailure";
import { knownProgram } from "./programs";
import { readProgramLogs } from "./programLogs";
import { readTransactionError, type TransactionFailure } from "./transactionError";

export interface ParseTransactionErrorInput {
  /** The transaction's error as JSON, e.g. `{ InstructionError: [0, { Custom: 6101 }] }` or "BlockhashNotFound". */
  readonly error: unknown;
  /** The log, one string a line; null or empty where there is none. */
  readonly logs: readonly string[] | null;
  /** The transaction's instructions in order, which tell the program where the log does not. */
  readonly instructions?: readonly { readonly programId: PublicKey }[];
}

/**
 * Says who refused a transaction, and why. A code belongs to the innermost program that failed: custody calls Token-2022,
 * which calls compliance, and all three log the same code. Where the log does not show that program, none is guessed.
 * @throws InvalidInputError where `error` is null or undefined, that is, nothing was refused
 */
export function parseTransactionError(input: ParseTransactionErrorInput): BackstockError {
  if (input.error === null || input.error === undefined)
    throw new InvalidInputError("error", input.error, "the error of a refused transaction");
  const failure = readTransactionError(input.error);
  const logs = input.logs ?? [];
  if (failure.kind === "instruction") return instructionError(failure, input);
  const whole = { code: null, programId: null, instructionIndex: null, logs };
  if (failure.kind === "unrecognized") {
    const message = `The transaction failed with an error of unknown form: ${failure.text}`;
    return new BackstockError({ ...whole, message, name: "Unrecognized", program: "unknown" });
  }
  const { name, detail } = failure;
  const message = `Solana refused the transaction: ${TRANSACTION_ADVICE[name] ?? inWords(name)}${detail === null ? "" : ` (${detail})`}`;
  return new BackstockError({ ...whole, message, name, program: "runtime" });
}

/** What to do about the commonest refusals of whole transactions. */
const TRANSACTION_ADVICE: Readonly<Record<string, string>> = {
  AlreadyProcessed: "it has been processed already",
  BlockhashNotFound: "its blockhash is unknown or has expired; take a new one and sign again",
  InsufficientFundsForFee: "the fee payer has too few lamports for the fee",
  InsufficientFundsForRent: "an account would have too few lamports for its rent",
  SignatureFailure: "a signature is missing or wrong",
};

type InstructionFailure = Extract<TransactionFailure, { kind: "instruction" }>;

function instructionError(failure: InstructionFailure, input: ParseTransactionErrorInput): BackstockError {
  const { index, code } = failure;
  const culprit = findCulprit(failure, input);
  const base = { code, instructionIndex: index, logs: input.logs ?? [] };
  const builtin = code === null ? failure.name : null;

  if (culprit === null) {
    const what = builtin === null ? `custom error ${code}` : inWords(builtin);
    const message = `Instruction ${index} failed with ${what}; the log does not tell which program refused it`;
    return new BackstockError({ ...base, message, name: builtin ?? "Custom", program: "unknown", programId: null });
  }
  const { program, programId, name, who, why } = programFailure(culprit, code ?? failure.name);
  const message = `${who} refused instruction ${index}: ${why}`;
  return new BackstockError({ ...base, message, name, program, programId });
}

/** The innermost program that failed, or null where that can't be known. */
function findCulprit({ index, code }: InstructionFailure, input: ParseTransactionErrorInput): PublicKey | null {
  // A failed call always fails its caller too, so the first program that the log reports as failed is the innermost.
  const failed = readProgramLogs(input.logs).entries.find((entry) => entry.kind === "failed");
  if (failed) return saysCode(failed.reason, code) ? addressOf(failed.programId) : null;
  // Otherwise the instruction's own program is certain only where it can't have called another.
  const own = input.instructions?.[index]?.programId;
  return own !== undefined && knownProgram(own.toBase58()).isLeaf ? own : null;
}

/** Null where the text only looks like one: the runtime writes none such, but a node may answer any log. */
function addressOf(text: string): PublicKey | null {
  try {
    return new PublicKey(text);
  } catch {
    return null;
  }
}

/** Whether the log's reason is the error's code; if not, the log is not this error's. */
function saysCode(reason: string, code: number | null): boolean {
  const custom = /^custom program error: 0x([0-9a-f]+)$/.exec(reason)?.[1];
  return code === null ? custom === undefined : custom !== undefined && Number.parseInt(custom, 16) === code;
}
