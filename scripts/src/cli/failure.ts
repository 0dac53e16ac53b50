import {
  AccountExistsError,
  AccountNotFoundError,
  ActionPendingError,
  DecodeError,
  DepositSpentError,
  InvalidInputError,
  RedemptionStateError,
  SendAbortedError,
  TransactionExpiredError,
  TransactionFailedError,
  TransactionTooLargeError,
  UnknownOutcomeError,
} from "@backstock/sdk";
import { CommanderError } from "commander";
import { BadInputError } from "./badInputError";
import { EXIT, type ExitCode } from "./exitCodes";
import type { Report } from "./values";

/** Why a command did not do what it was asked to, and what that means for running it again. */
export interface Failure {
  readonly exitCode: ExitCode;
  /** `name` says which failure it is; the rest depends on it. */
  readonly report: Report & { readonly name: string; readonly message: string };
}

const BAD_INPUT = [
  AccountNotFoundError,
  BadInputError,
  CommanderError,
  DecodeError,
  InvalidInputError,
  TransactionTooLargeError,
];

/** The SDK saw in the chain's state that the programs would refuse. */
const RULED_OUT = [AccountExistsError, ActionPendingError, DepositSpentError, RedemptionStateError];

const isOneOf = (types: readonly (abstract new (...args: never[]) => Error)[], error: Error): boolean =>
  types.some((type) => error instanceof type);

/** Tells what an error means. Never throws. */
export function toFailure(thrown: unknown): Failure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { name, message } = error;

  if (error instanceof TransactionFailedError) {
    const { program, programId, code, instructionIndex, logs, name } = error.error;
    const refusal = { program, programId: programId?.toBase58() ?? null, code, instructionIndex, logs };
    const report = { name, message, stage: error.stage, ...refusal, signature: error.signature ?? null };
    return { exitCode: EXIT.rejected, report };
  }
  if (error instanceof TransactionExpiredError || error instanceof UnknownOutcomeError) {
    const { signature, lastValidBlockHeight } = error;
    const exitCode = error instanceof TransactionExpiredError ? EXIT.expired : EXIT.unknownOutcome;
    return { exitCode, report: { name, message, signature, lastValidBlockHeight } };
  }
  if (error instanceof SendAbortedError) return { exitCode: EXIT.interrupted, report: { name, message } };
  if (isOneOf(RULED_OUT, error)) {
    return { exitCode: EXIT.rejected, report: { name, message, stage: "preparation" } };
  }
  const exitCode = isOneOf(BAD_INPUT, error) ? EXIT.badInput : EXIT.failed;
  const { cause } = error;
  // fetch says "fetch failed" and keeps the reason to its cause.
  const reason = cause instanceof Error && !message.includes(cause.message) ? `${message}: ${cause.message}` : message;
  return { exitCode, report: { name, message: reason } };
}
