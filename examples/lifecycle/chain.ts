/** Sends each step of the story to the local chain and keeps what came of it. */
import {
  type BackstockError,
  parseTransactionError,
  parseTransactionEvents,
  prepareTransaction,
  signPrepared,
  type BackstockEvent,
  type PreparedTransaction,
  type RefusingProgram,
} from "@backstock/sdk";
import type { Vm, VmResult } from "@backstock/sdk/testing";
import { VersionedTransaction, type Keypair, type TransactionInstruction } from "@solana/web3.js";

/** One line of the report. */
export interface Step {
  readonly name: string;
  /** True only where what happened is what was meant to happen, for the expected reason. */
  readonly ok: boolean;
  /** Who refused, and with what: "custody: AttestationTooOld". */
  readonly error?: string;
  readonly computeUnits: number;
  /** On the wire. */
  readonly bytes: number;
}

export interface ExpectedRefusal {
  readonly program: RefusingProgram;
  readonly name: string;
}

/** A step did not come out as it had to; what follows would prove nothing. */
export class UnexpectedOutcome extends Error {
  override readonly name = "UnexpectedOutcome";
}

type Work = PreparedTransaction | TransactionInstruction;

export class Chain {
  readonly steps: Step[] = [];
  readonly events: BackstockEvent[] = [];

  constructor(
    readonly vm: Vm,
    /** Pays every fee and rent. */
    readonly payer: Keypair,
    private readonly onStep: (step: Step) => void,
  ) {}

  /** A step that must succeed. */
  async succeed(name: string, work: Work, signers: readonly Keypair[] = []): Promise<void> {
    const { result, error } = await this.process(work, signers);
    if (error === null) this.events.push(...parseTransactionEvents({ error: null, logs: result.logs }).events);
    this.record({ name, ok: error === null, result, error });
  }

  /** A step that must be refused, by this program and with this error. */
  async refuse(name: string, expected: ExpectedRefusal, work: Work, signers: readonly Keypair[] = []): Promise<void> {
    const { result, error } = await this.process(work, signers);
    const ok = error !== null && error.program === expected.program && error.name === expected.name;
    this.record({ name, ok, result, error });
  }

  /** A step that looks at the chain and changes nothing. */
  check(name: string, ok: boolean): void {
    this.add({ name, ok, computeUnits: 0, bytes: 0 });
  }

  private async process(work: Work, signers: readonly Keypair[]): Promise<Processed> {
    const prepared =
      "programId" in work ? prepareTransaction({ instructions: [work], feePayer: this.payer.publicKey }) : work;
    // bankrun's blockhashes last a second of real time, which a busy machine may take between two lines.
    for (let attempt = 1; ; attempt++) {
      const lifetime = await this.vm.getLatestBlockhash();
      const { bytes, instructions } = await signPrepared({ prepared, signers: [this.payer, ...signers], lifetime });
      const result = await this.vm.send(VersionedTransaction.deserialize(bytes));
      if (result.ok) return { result, error: null };
      if (result.error === "BlockhashNotFound" && attempt < 5) continue;
      return { result, error: parseTransactionError({ error: result.error, logs: result.logs, instructions }) };
    }
  }

  private record({ name, ok, result, error }: Processed & { readonly name: string; readonly ok: boolean }): void {
    const refusal = error === null ? {} : { error: `${error.program}: ${error.name}` };
    this.add({ name, ok, ...refusal, computeUnits: Number(result.computeUnits), bytes: result.bytes });
  }

  private add(step: Step): void {
    this.steps.push(step);
    this.onStep(step);
    if (!step.ok) throw new UnexpectedOutcome(step.name);
  }
}

interface Processed {
  readonly result: VmResult;
  readonly error: BackstockError | null;
}
