import {
  type Address,
  isSolanaError,
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  unwrapSimulationError,
} from "@solana/kit";
import * as accounts from "../accounts/notFound";
import * as errors from "../errors/index";
import * as hook from "../hook/errors";
import { publicKeyOf } from "./publicKeyOf";
import { errorForKit } from "./toKit";
import type { ForKit } from "./types";

/** What `instanceof` takes for an error that the SDK makes itself: addresses that it names are kit's. */
export type ErrorClass<Instance> = abstract new (...given: never) => Instance;

function errorClass<Instance>(of: ErrorClass<Instance>): ErrorClass<ForKit<Instance>> {
  // The same class: errorForKit has turned the addresses of what is thrown.
  return of as unknown as ErrorClass<ForKit<Instance>>;
}

/** A transaction that the chain refused. Nothing of it has taken effect. */
export type BackstockError = ForKit<errors.BackstockError>;
/** A transaction that the chain refused, for `instanceof`. */
export const BackstockError = /* @__PURE__ */ errorClass(errors.BackstockError);

/** Nothing is at the address where an account was asked for. */
export type AccountNotFoundError = ForKit<accounts.AccountNotFoundError>;
/** Nothing is at the address where an account was asked for, for `instanceof`. */
export const AccountNotFoundError = /* @__PURE__ */ errorClass(accounts.AccountNotFoundError);

/** The accounts of a mint's hook cannot be told: `reason` says why, `account` where. */
export type HookResolutionError = ForKit<hook.HookResolutionError>;
/** The accounts of a mint's hook cannot be told, for `instanceof`. */
export const HookResolutionError = /* @__PURE__ */ errorClass(hook.HookResolutionError);

export interface ParseTransactionErrorInput {
  /** The transaction's error as a node answers it (`meta.err`, or `value.err` of a simulation), e.g. `{ InstructionError: [0, { Custom: 6101 }] }`. */
  readonly error: unknown;
  /** The log, one string a line; null or empty where there is none. */
  readonly logs: readonly string[] | null;
  /** The transaction's instructions in order, which tell the program where the log does not. A transaction message has them. */
  readonly instructions?: readonly { readonly programAddress: Address }[];
}

/**
 * Says who refused a transaction, and why. A code belongs to the innermost program that failed: custody calls Token-2022,
 * which calls compliance, and all three log the same code. Where the log does not show that program, none is guessed.
 * @throws InvalidInputError where `error` is null or undefined, that is, nothing was refused
 */
export function parseTransactionError({ error, logs, instructions }: ParseTransactionErrorInput): BackstockError {
  const called = instructions?.map(({ programAddress }) => ({ programId: publicKeyOf(programAddress) }));
  const refusal = errors.parseTransactionError({ error, logs, ...(called && { instructions: called }) });
  return errorForKit(refusal) as BackstockError;
}

/**
 * The same of what kit throws where a transaction fails before it is sent, such as by sendTransaction. Its error no longer has the node's own, but has its
 * log and a program's own code; null where there is no such code, or it is no failure of a transaction: kit's message then says all there is.
 */
export function parseSolanaError(
  error: unknown,
  instructions?: ParseTransactionErrorInput["instructions"],
): BackstockError | null {
  const cause = unwrapSimulationError(error);
  if (!isSolanaError(cause, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM)) return null;
  const { code, index } = cause.context;
  const logs = isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE)
    ? error.context.logs
    : null;
  const instructionError = { InstructionError: [index, { Custom: code }] };
  return parseTransactionError({ error: instructionError, logs, ...(instructions && { instructions }) });
}
