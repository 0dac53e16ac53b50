import type { PublicKey } from "@solana/web3.js";
import type { BackstockErrorDetails } from "./backstockError";
import { knownProgram, namedError } from "./programs";

/** What a program answers instead of success: a custom code of its own, or one of the runtime's errors by name. */
export type ProgramFault = number | string;

/** A program's failure, named as far as the SDK has names for it. */
export interface ProgramFailure extends Pick<BackstockErrorDetails, "program" | "name" | "code"> {
  readonly programId: PublicKey;
  /** The program, for people. */
  readonly who: string;
  readonly why: string;
}

export function programFailure(programId: PublicKey, fault: ProgramFault): ProgramFailure {
  const known = knownProgram(programId.toBase58());
  const { program } = known;
  const who = program === "other" ? `program ${programId.toBase58()}` : program;
  const of = { program, programId, who };
  if (typeof fault === "string") return { ...of, code: null, name: fault, why: inWords(fault) };
  const named = namedError(known, fault);
  if (named === null) return { ...of, code: fault, name: "Custom", why: `custom error ${fault}` };
  return { ...of, code: fault, name: named.name, why: `${named.message} (${named.name}, ${fault})` };
}

/** `MissingRequiredSignature` -> `missing required signature` */
export function inWords(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
}
