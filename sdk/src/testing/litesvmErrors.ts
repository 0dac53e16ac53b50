import type * as LiteSvmNative from "litesvm/dist/internal.js";
import { INSTRUCTION_ERRORS, nameAt, TRANSACTION_ERRORS } from "./transactionErrors";

type TransactionErrorClass = ReturnType<LiteSvmNative.FailedTransactionMetadata["err"]>;
type InstructionErrorClass = ReturnType<LiteSvmNative.TransactionErrorInstructionError["err"]>;

function instructionError(native: typeof LiteSvmNative, error: InstructionErrorClass): unknown {
  if (error instanceof native.InstructionErrorCustom) return { Custom: error.code };
  return typeof error === "number" ? nameAt(INSTRUCTION_ERRORS, error) : "BorshIoError";
}

/**
 * The JSON form of what litesvm answers: a number, or an instance of one of its classes.
 * @throws Error for one that it does not list, rather than guess
 */
export function fromLiteSvmError(native: typeof LiteSvmNative, error: TransactionErrorClass): unknown {
  if (typeof error === "number") return nameAt(TRANSACTION_ERRORS, error);
  if (error instanceof native.TransactionErrorInstructionError)
    return { InstructionError: [error.index, instructionError(native, error.err())] };
  if (error instanceof native.TransactionErrorDuplicateInstruction) return { DuplicateInstruction: error.index };
  if (error instanceof native.TransactionErrorInsufficientFundsForRent)
    return { InsufficientFundsForRent: { account_index: error.accountIndex } };
  if (error instanceof native.TransactionErrorProgramExecutionTemporarilyRestricted) {
    return { ProgramExecutionTemporarilyRestricted: { account_index: error.accountIndex } };
  }
  throw new Error(`litesvm reports an unknown error: ${String(error)}`);
}
