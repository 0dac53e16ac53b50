/** Sends transactions and writes down what each of them cost. */
import { COMPLIANCE_PROGRAM_ID, type PreparedTransaction } from "@backstock/sdk";
import { send, type Sent, type Vm } from "@backstock/sdk/testing";
import { ComputeBudgetProgram, type Keypair } from "@solana/web3.js";
import type { Figures, Rows } from "./table";

/**
 * The path of the longest transaction that a step can take: paid for by somebody else than those who sign for their roles and than whoever has paid rent
 * before, the token account that is missing created, with a compute unit limit and a priority fee.
 */
export const LONGEST = "in the longest transaction";

const PRIORITY = [
  ComputeBudgetProgram.setComputeUnitLimit({ units: 200_000 }),
  ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1_000n }),
];

export class Sheet {
  private readonly written: Record<string, Record<string, Figures>> = {};

  /** @param payers whoever may pay for a transaction */
  constructor(
    private readonly vm: Vm,
    private readonly payers: readonly Keypair[],
  ) {}

  get rows(): Rows {
    return this.written;
  }

  /** @param signers besides the fee payer */
  async measure(
    instruction: string,
    path: string,
    prepared: PreparedTransaction,
    signers: readonly Keypair[],
  ): Promise<Sent> {
    const payers = this.payers.filter(({ publicKey }) => publicKey.equals(prepared.feePayer));
    const sent = await send(this.vm, prepared, [...payers, ...signers]);
    this.write(instruction, path, { computeUnits: Number(sent.computeUnits), bytes: sent.bytes });
    return sent;
  }

  /** The same with a compute unit limit and a priority fee. */
  measureLongest(
    instruction: string,
    prepared: PreparedTransaction,
    signers: readonly Keypair[],
    path: string = LONGEST,
  ): Promise<Sent> {
    const instructions = [...PRIORITY, ...prepared.instructions];
    return this.measure(instruction, path, { ...prepared, instructions }, signers);
  }

  /** A transaction that moves hooked tokens, and apart from it what the hook took. */
  async measureHooked(
    instruction: string,
    path: string,
    prepared: PreparedTransaction,
    signers: readonly Keypair[],
  ): Promise<void> {
    const { logs, bytes } = await this.measure(instruction, path, prepared, signers);
    this.write("execute", `${instruction}, ${path}`, { computeUnits: consumedByHook(logs), bytes });
  }

  private write(instruction: string, path: string, figures: Figures): void {
    const paths = (this.written[instruction] ??= {});
    if (path in paths) throw new Error(`${instruction} has been measured before: ${path}`);
    paths[path] = figures;
  }
}

function consumedByHook(logs: readonly string[]): number {
  const consumed = new RegExp(`^Program ${COMPLIANCE_PROGRAM_ID.toBase58()} consumed (\\d+) of`);
  const [units, ...more] = logs.flatMap((line) => consumed.exec(line)?.[1] ?? []);
  if (units === undefined || more.length > 0) throw new Error("the hook was not called once");
  return Number(units);
}
