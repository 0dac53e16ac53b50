import { type AccountInfo, PublicKey, VersionedTransaction } from "@solana/web3.js";
import { encodeBase58 } from "../../sdk/src/transactions/base58";
import {
  type Block,
  type Cluster,
  CONFIRMED_AFTER_SLOTS,
  FINALIZED_AFTER_SLOTS,
  type Landed,
  VALID_BLOCKS,
} from "./cluster";

/** One call of JSON-RPC, as web3.js writes it. */
export interface Call {
  readonly id: string;
  readonly method: string;
  readonly params: readonly unknown[];
}

interface Version {
  readonly slot: number;
  readonly account: AccountInfo<Uint8Array> | null;
}

const SLOTS_OF = { processed: 0, confirmed: CONFIRMED_AFTER_SLOTS, finalized: FINALIZED_AFTER_SLOTS } as const;
type Level = keyof typeof SLOTS_OF;

/** A node that tells the truth as it was some slots ago: what sending and reading ask of JSON-RPC, and no more. */
export class Node {
  /** What accounts were when somebody asked for them. */
  private readonly versions = new Map<string, Version[]>();

  constructor(private readonly cluster: Cluster) {}

  /** @param lag slots that the node is behind */
  async answer({ method, params }: Call, lag: number): Promise<unknown> {
    const slot = this.cluster.slot - lag;
    switch (method) {
      case "getLatestBlockhash":
        return { context: { slot }, value: lifetimeOf(this.cluster.blockAt(slot - slotsOf(params[0]))) };
      case "getEpochInfo":
        return this.epochInfo(slot - slotsOf(params[0]));
      case "isBlockhashValid":
        return { context: { slot }, value: this.isValid(String(params[0]), slot - slotsOf(params[1])) };
      case "getSignatureStatuses":
        return { context: { slot }, value: (params[0] as string[]).map((signature) => this.status(signature, slot)) };
      case "getTransaction":
        return this.record(String(params[0]), slot - slotsOf(params[1]));
      case "getMultipleAccounts":
        return { context: { slot }, value: await this.accounts(params[0] as string[], slot) };
      case "simulateTransaction":
        return this.cluster.vm.simulateTransaction(VersionedTransaction.deserialize(bytesOf(params[0])));
      case "sendTransaction":
        return encodeBase58(VersionedTransaction.deserialize(bytesOf(params[0])).signatures[0] ?? new Uint8Array());
      default:
        throw new Error(`nobody answers ${method}`);
    }
  }

  private epochInfo(asOf: number): object {
    const { slot, height } = this.cluster.blockAt(asOf);
    return { epoch: 0, slotIndex: slot, slotsInEpoch: 432_000, absoluteSlot: slot, blockHeight: height };
  }

  private isValid(blockhash: string, asOf: number): boolean {
    const of = this.cluster.blocks.findLast((block) => block.blockhash === blockhash);
    if (of === undefined || of.slot > asOf) return false;
    return this.cluster.blockAt(asOf).height <= of.height + VALID_BLOCKS;
  }

  private status(signature: string, seen: number): object | null {
    const found = this.cluster.landed.get(signature);
    if (found !== undefined && found.slot <= seen) return statusOf(found, seen - found.slot);
    const fork = this.cluster.onFork(signature);
    return fork !== undefined && fork.slot <= seen ? statusOf(fork, 0) : null;
  }

  private record(signature: string, asOf: number): object | null {
    const found = this.cluster.landed.get(signature);
    return found !== undefined && found.slot <= asOf ? recordOf(found) : null;
  }

  private async accounts(addresses: readonly string[], seen: number): Promise<unknown[]> {
    const now = await this.cluster.vm.getMultipleAccountsInfo(addresses.map((address) => new PublicKey(address)));
    return addresses.map((address, index) => {
      const versions = this.versions.get(address) ?? [];
      const account = now[index] ?? null;
      versions.push({ slot: this.cluster.slot, account });
      this.versions.set(address, versions.slice(-20));
      const then = versions.findLast(({ slot }) => slot <= seen);
      return wireAccount(then === undefined ? account : then.account);
    });
  }
}

function slotsOf(config: unknown): number {
  const { commitment = "finalized" } = (config ?? {}) as { commitment?: Level };
  return SLOTS_OF[commitment];
}

function lifetimeOf({ blockhash, height }: Block): object {
  return { blockhash, lastValidBlockHeight: height + VALID_BLOCKS };
}

function statusOf({ slot, error }: Landed, age: number): object {
  const isFinalized = age >= FINALIZED_AFTER_SLOTS;
  const below: Level = age >= CONFIRMED_AFTER_SLOTS ? "confirmed" : "processed";
  return {
    slot,
    confirmations: isFinalized ? null : age,
    err: error,
    confirmationStatus: isFinalized ? "finalized" : below,
  };
}

/** A transaction in a block, as getTransaction writes it. */
export function recordOf({ slot, bytes, error, logs }: Landed): object {
  const { message, signatures } = VersionedTransaction.deserialize(bytes);
  return {
    slot,
    blockTime: null,
    version: 0,
    meta: { err: error, fee: 5_000, preBalances: [], postBalances: [], logMessages: logs },
    transaction: {
      signatures: signatures.map((signature) => encodeBase58(signature)),
      message: {
        header: message.header,
        accountKeys: message.staticAccountKeys.map((key) => key.toBase58()),
        recentBlockhash: message.recentBlockhash,
        instructions: message.compiledInstructions.map(({ programIdIndex, accountKeyIndexes, data }) => ({
          programIdIndex,
          accounts: accountKeyIndexes,
          data: encodeBase58(data),
        })),
        addressTableLookups: [],
      },
    },
  };
}

export function wireAccount(account: AccountInfo<Uint8Array> | null): object | null {
  if (account === null) return null;
  const { data, owner, lamports, executable } = account;
  const encoded = [Buffer.from(data).toString("base64"), "base64"];
  return { data: encoded, owner: owner.toBase58(), lamports, executable, rentEpoch: 0, space: data.length };
}

export function bytesOf(base64: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(base64), "base64"));
}
