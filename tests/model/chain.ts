import { type BackstockEvent, parseTransactionError, parseTransactionEvents } from "@backstock/sdk";
import type { Vm, VmAccount } from "@backstock/sdk/testing";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import type { Attempt, Verdict } from "./attempt";
import { nameOf } from "./keys";
import { signedTransaction } from "./signing";
import type { Actors } from "./actors";

/** What the chain made of an attempt. */
export interface Outcome {
  readonly verdict: Verdict;
  /** In the words of the SDK, where it was refused. */
  readonly message: string | null;
  readonly events: readonly BackstockEvent[];
  /** The accounts that it could have written, the fee payer left out. */
  readonly writable: readonly PublicKey[];
  readonly logs: readonly string[];
}

/** The real chain. It remembers what was written, so that it can be put back to its beginning: a new VM takes a second. */
export class Chain {
  private readonly beginning = new Map<string, { address: PublicKey; account: VmAccount }>();
  private readonly touched = new Map<string, PublicKey>();
  private startedAt = 0n;

  constructor(
    readonly vm: Vm,
    private readonly actors: Actors,
  ) {}

  /** Makes the chain as it is now what `rewind` goes back to. */
  async begin(addresses: readonly PublicKey[]): Promise<void> {
    this.startedAt = await this.vm.now();
    for (const address of addresses) {
      const account = await this.vm.getAccount(address);
      if (account !== null) this.beginning.set(nameOf(address), { address, account });
    }
  }

  async rewind(): Promise<void> {
    await this.vm.setTime(this.startedAt);
    for (const [name, address] of this.touched) {
      await this.vm.setAccount(address, this.beginning.get(name)?.account ?? NOTHING);
    }
    this.touched.clear();
  }

  async send({ instructions, signers }: Pick<Attempt, "instructions" | "signers">): Promise<Outcome> {
    const { payer } = this.actors;
    const all = new Map([payer, ...signers].map((key) => [nameOf(key.publicKey), key]));
    const writable = new Map<string, PublicKey>();
    for (const { keys } of instructions)
      for (const { pubkey, isWritable } of keys) if (isWritable) writable.set(nameOf(pubkey), pubkey);
    this.touched.set(nameOf(payer.publicKey), payer.publicKey);
    for (const [name, address] of writable) this.touched.set(name, address);
    writable.delete(nameOf(payer.publicKey));

    for (let attempt = 1; ; attempt++) {
      const blockhash = await this.vm.latestBlockhash();
      const transaction = signedTransaction(instructions, payer.publicKey, [...all.values()], blockhash);
      const { error, logs } = await this.vm.send(transaction);
      // bankrun's blockhashes last a second of real time.
      if (error === "BlockhashNotFound" && attempt < 5) continue;
      const { events, undecoded, isComplete } = parseTransactionEvents({ logs, error });
      if (undecoded.length > 0 || !isComplete) throw new Error(`events can't be read: ${logs.join("\n")}`);
      const refusal = error === null ? null : parseTransactionError({ error, logs, instructions: [...instructions] });
      const verdict = refusal === null ? "ok" : { program: refusal.program, name: refusal.name };
      return { verdict, message: refusal?.message ?? null, events, writable: [...writable.values()], logs };
    }
  }
}

const NOTHING = { lamports: 0n, owner: SystemProgram.programId, data: new Uint8Array() };
