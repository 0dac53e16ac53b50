import type { TransactionRecord } from "@backstock/sdk";
import type { Connection, SignatureStatus } from "@solana/web3.js";
import { connectionTo } from "@backstock/sdk/testing";
import { VirtualClock } from "./virtualClock";
import type { World } from "./world";

type Methods = Pick<
  Connection,
  | "getEpochInfo"
  | "getLatestBlockhash"
  | "getMultipleAccountsInfo"
  | "getSignatureStatuses"
  | "getTransaction"
  | "isBlockhashValid"
  | "sendRawTransaction"
  | "simulateTransaction"
>;

/** What a node answers instead, given what the true one would. */
export type Lies = {
  readonly [M in keyof Methods]?: (
    forward: () => ReturnType<Methods[M]>,
    ...args: Parameters<Methods[M]>
  ) => Promise<unknown>;
};

export interface LyingNode {
  readonly connection: Connection;
  /** Stands still while the node works. */
  readonly clock: VirtualClock;
  /** The bytes that it was given to send. */
  readonly taken: Uint8Array[];
}

/** A node as a thief would run one: it answers as the true one does, but for its lies. */
export function lyingNode(world: Pick<World, "vm">, lies: Lies = {}): LyingNode {
  const clock = new VirtualClock();
  const taken: Uint8Array[] = [];
  const honest = connectionTo(world.vm);
  const connection = new Proxy(honest, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      const lie = lies[name as keyof Methods] as ((...args: unknown[]) => Promise<unknown>) | undefined;
      return (...args: unknown[]) => {
        if (name === "sendRawTransaction") taken.push(args[0] as Uint8Array);
        const forward = (): Promise<unknown> => clock.standStill(() => method(...args));
        return lie === undefined ? forward() : lie(forward, ...args);
      };
    },
  });
  return { connection, clock, taken };
}

/** No answer, ever. */
export const silence = (): Promise<never> => new Promise(() => undefined);

export const status = (err: object | null = null): { context: { slot: number }; value: SignatureStatus[] } => ({
  context: { slot: 1 },
  value: [{ slot: 1, confirmations: null, err, confirmationStatus: "finalized" }],
});

export const denial = { context: { slot: 1 }, value: [null] };

/** The last block of every transaction is long past. */
const tooLate = async (): Promise<{ absoluteSlot: number; blockHeight: number }> => ({
  absoluteSlot: 1,
  blockHeight: Number.MAX_SAFE_INTEGER,
});

/** A lifetime that ends before `tooLate`. */
async function mortal<T extends { readonly blockhash: string }>(
  forward: () => Promise<T>,
): Promise<T & { lastValidBlockHeight: number }> {
  return { ...(await forward()), lastValidBlockHeight: 100 };
}

export const recordOf = (signature: string): TransactionRecord => ({
  slot: 1,
  meta: { err: null, logMessages: [] },
  transaction: { signatures: [signature] },
});

/** A node that calls every transaction too old. */
export const TOO_OLD: Lies = {
  getLatestBlockhash: mortal,
  getEpochInfo: tooLate,
  isBlockhashValid: async () => ({ context: { slot: 1 }, value: false }),
};
