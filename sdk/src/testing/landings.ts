import type { PublicKey } from "@solana/web3.js";

/** A transaction that is in the chain, whether it succeeded or failed there. */
export interface LandedTransaction {
  /** Base58. */
  readonly signature: string;
  /** Whatever it names by itself; not what it takes from an address lookup table. */
  readonly addresses: readonly PublicKey[];
  /** As in VmResult. */
  readonly error: unknown;
  readonly logs: readonly string[];
}

/** Transactions that a local chain remembers: as a node, not all of them for ever. */
export const REMEMBERED_TRANSACTIONS = 2_000;

/** Told of every transaction that lands; the chain goes on once it is done. */
export type LandingListener = (landed: LandedTransaction) => void | Promise<void>;

/** What has landed on a local chain, and who wants to hear of it. */
export class Landings {
  private readonly remembered: LandedTransaction[] = [];
  private readonly listeners = new Set<LandingListener>();

  /** The last ones, in their order. */
  get all(): readonly LandedTransaction[] {
    return this.remembered;
  }

  async add(landed: LandedTransaction): Promise<void> {
    this.remembered.push(landed);
    if (this.remembered.length > REMEMBERED_TRANSACTIONS) this.remembered.shift();
    for (const listener of [...this.listeners]) await listener(landed);
  }

  /** Answers what ends it. */
  listen(listener: LandingListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
