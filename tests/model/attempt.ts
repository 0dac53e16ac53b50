import type { BackstockEvent, ComplianceEvent, CustodyEvent, RefusingProgram } from "@backstock/sdk";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import type { Chance } from "./chance";
import type { Model } from "./state/model";

/** Who refuses an attempt, and with what: as BackstockError names them. */
export interface Refusal {
  readonly program: RefusingProgram;
  readonly name: string;
}

export type Verdict = "ok" | Refusal;

/** An event as it must be logged, but for its line. */
export type ExpectedEvent =
  ({ readonly program: "custody" } & CustodyEvent) | ({ readonly program: "compliance" } & ComplianceEvent);

/** The name of an attempt that makes several acts in one transaction. */
export const SEVERAL_AT_ONCE = "several at once";

/** One transaction that somebody sends, and what must become of it. */
export interface Attempt {
  /** For the table of outcomes: the instruction's name in the IDL, or "token-2022 transfer" and the like. */
  readonly name: string;
  /** For the printed history: who does what to whom with which numbers. Without the outcome. */
  readonly says: string;
  readonly instructions: readonly TransactionInstruction[];
  /** Beside the fee payer, who signs always. */
  readonly signers: readonly Keypair[];
  readonly expected: Verdict;
  /** Changes the model as the chain must have changed, and answers the events in their order. Called after success only. */
  readonly apply: () => readonly ExpectedEvent[];
}

/** The clock moves: no transaction. */
export interface Wait {
  readonly name: "wait";
  readonly says: string;
  readonly until: bigint;
}

/**
 * What somebody tries next, from the model as it is now; null where there is nothing yet to try it on. It reads the model and changes nothing: all
 * effects are the attempt's apply.
 */
export type Act = (model: Model, chance: Chance) => Attempt | Wait | null;

/** An act and how often it is drawn, against the other acts' weights. 10 is usual. */
export interface WeightedAct {
  readonly weight: number;
  readonly act: Act;
}

/** By the name of the instruction that it mostly is. */
export type Acts = Readonly<Record<string, WeightedAct>>;

/**
 * One check in the order of docs/flows: what has to hold, and the name of the error where it doesn't. `by` is the program that refuses, where it is not
 * the one that is judged. A closure is asked only after all before it have passed, so it may rely on them.
 */
export type Check = readonly [holds: boolean | (() => boolean), error: string, by?: RefusingProgram];

/** The first check that fails names the error. */
export function judge(program: RefusingProgram, checks: readonly Check[]): Verdict {
  for (const [holds, name, by = program] of checks) {
    if (!(typeof holds === "function" ? holds() : holds)) return { program: by, name };
  }
  return "ok";
}

export type { BackstockEvent };
