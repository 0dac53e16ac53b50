import { ComputeBudgetProgram, Ed25519Program, Secp256k1Program, SystemProgram } from "@solana/web3.js";
import { ASSOCIATED_TOKEN_PROGRAM_ID, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "../core/programIds";
import { COMPLIANCE_ERRORS, COMPLIANCE_PROGRAM_ID } from "../generated/compliance";
import { CUSTODY_ERRORS, CUSTODY_PROGRAM_ID } from "../generated/custody";
import type { RefusingProgram } from "./backstockError";
import { FRAMEWORK_ERRORS } from "./frameworkErrors";
import type { NamedError } from "./namedErrors";
import { ASSOCIATED_TOKEN_ERRORS, SYSTEM_ERRORS } from "./systemErrors";
import { SPL_TOKEN_ERRORS, TOKEN_2022_ERRORS } from "./tokenErrors";

/** What is known of a program by its address. */
export interface KnownProgram {
  readonly program: RefusingProgram;
  /** Never calls another program: where its instruction fails, it is the one that failed. */
  readonly isLeaf: boolean;
  readonly tables: readonly (readonly NamedError[])[];
}

const OTHER: KnownProgram = { program: "other", isLeaf: false, tables: [] };
const OTHER_LEAF: KnownProgram = { program: "other", isLeaf: true, tables: [] };

/** Signature checks and memos, which the SDK has no error names for. */
const SECP256R1_PROGRAM = "Secp256r1SigVerify1111111111111111111111111";
const MEMO_PROGRAMS = ["Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo", "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"];

/** The program at an address (base58). */
export function knownProgram(programId: string): KnownProgram {
  switch (programId) {
    case CUSTODY_PROGRAM_ID.toBase58():
      return { program: "custody", isLeaf: false, tables: [CUSTODY_ERRORS, FRAMEWORK_ERRORS] };
    case COMPLIANCE_PROGRAM_ID.toBase58():
      return { program: "compliance", isLeaf: false, tables: [COMPLIANCE_ERRORS, FRAMEWORK_ERRORS] };
    case TOKEN_2022_PROGRAM_ID.toBase58():
      return { program: "token-2022", isLeaf: false, tables: [SPL_TOKEN_ERRORS, TOKEN_2022_ERRORS] };
    case TOKEN_PROGRAM_ID.toBase58():
      return { program: "spl-token", isLeaf: true, tables: [SPL_TOKEN_ERRORS] };
    case ASSOCIATED_TOKEN_PROGRAM_ID.toBase58():
      return { program: "associated-token", isLeaf: false, tables: [ASSOCIATED_TOKEN_ERRORS] };
    case SystemProgram.programId.toBase58():
      return { program: "system", isLeaf: true, tables: [SYSTEM_ERRORS] };
    case ComputeBudgetProgram.programId.toBase58():
      return { program: "compute-budget", isLeaf: true, tables: [] };
    case Ed25519Program.programId.toBase58():
    case Secp256k1Program.programId.toBase58():
    case SECP256R1_PROGRAM:
    case MEMO_PROGRAMS[0]:
    case MEMO_PROGRAMS[1]:
      return OTHER_LEAF;
    default:
      return OTHER;
  }
}

/** The name and message of a program's code, or null where it has none here. */
export function namedError({ tables }: KnownProgram, code: number): NamedError | null {
  for (const table of tables) {
    const found = table.find((error) => error.code === code);
    if (found) return found;
  }
  return null;
}
