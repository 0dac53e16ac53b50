import type { PublicKey } from "@solana/web3.js";

/**
 * Who refused. `runtime`: Solana itself, no program. `other`: a program that the SDK has no names for (programId says
 * which). `unknown`: the log does not tell, because it is missing or was cut.
 */
export type RefusingProgram =
  | "custody"
  | "compliance"
  | "token-2022"
  | "spl-token"
  | "system"
  | "associated-token"
  | "compute-budget"
  | "runtime"
  | "other"
  | "unknown";

export interface BackstockErrorDetails {
  readonly message: string;
  readonly name: string;
  readonly code: number | null;
  readonly program: RefusingProgram;
  readonly programId: PublicKey | null;
  readonly instructionIndex: number | null;
  readonly logs: readonly string[];
}

/** A transaction that the chain refused. Nothing of it has taken effect. */
export class BackstockError extends Error {
  /** The error's own name, e.g. "AttestationTooOld"; "Custom" where the program's code has no name here. */
  override readonly name: string;
  /** The program's custom code; null where the runtime's own error was raised. */
  readonly code: number | null;
  /** The innermost program that failed, not the one that was called first. */
  readonly program: RefusingProgram;
  readonly programId: PublicKey | null;
  /** Index of the transaction's instruction, from 0; null where the transaction was refused as a whole. */
  readonly instructionIndex: number | null;
  readonly logs: readonly string[];

  constructor(details: BackstockErrorDetails) {
    super(details.message);
    this.name = details.name;
    this.code = details.code;
    this.program = details.program;
    this.programId = details.programId;
    this.instructionIndex = details.instructionIndex;
    this.logs = details.logs;
  }
}
