import { INSTRUCTION_ERRORS, nameOf, TRANSACTION_ERRORS } from "./transactionErrors";

const INSTRUCTION_ERROR = /^Error processing Instruction (\d+): (.+)$/s;
const CUSTOM = /^custom program error: 0x([0-9a-f]+)$/;
// 1.18 appends what the program said; later runtimes, and their JSON, do not.
const BORSH_IO = /^Failed to serialize or deserialize account data: /;
const DUPLICATE_INSTRUCTION = /^Transaction contains a duplicate instruction \((\d+)\) that is not allowed$/;
const RENT = /^Transaction results in an account \((\d+)\) with insufficient funds for rent$/;
const RESTRICTED = /^Execution of the program referenced by account at index (\d+) is temporarily restricted\.$/;

function instructionError(text: string): unknown {
  const [, code] = CUSTOM.exec(text) ?? [];
  if (code !== undefined) return { Custom: Number.parseInt(code, 16) };
  return BORSH_IO.test(text) ? "BorshIoError" : nameOf(INSTRUCTION_ERRORS, text);
}

function transactionError(text: string): unknown {
  const [, index, inner] = INSTRUCTION_ERROR.exec(text) ?? [];
  if (inner !== undefined) {
    const error = instructionError(inner);
    return error === undefined ? undefined : { InstructionError: [Number(index), error] };
  }
  const [, duplicate] = DUPLICATE_INSTRUCTION.exec(text) ?? [];
  if (duplicate !== undefined) return { DuplicateInstruction: Number(duplicate) };
  const [, account] = RENT.exec(text) ?? [];
  if (account !== undefined) return { InsufficientFundsForRent: { account_index: Number(account) } };
  const [, restricted] = RESTRICTED.exec(text) ?? [];
  if (restricted !== undefined) return { ProgramExecutionTemporarilyRestricted: { account_index: Number(restricted) } };
  return nameOf(TRANSACTION_ERRORS, text);
}

/**
 * The JSON form of the text that bankrun answers.
 * @throws Error for a text that the runtime does not print, rather than guess
 */
export function fromBankrunError(text: string): unknown {
  const error = transactionError(text);
  if (error === undefined) throw new Error(`bankrun reports an unknown error: ${text}`);
  return error;
}
