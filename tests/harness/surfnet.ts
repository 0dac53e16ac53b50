import { createRequire } from "node:module";
import { describe } from "@jest/globals";
import { Connection } from "@solana/web3.js";
import { readBackstockPrograms } from "../../sdk/src/testing/programs";
import { surfnetVm } from "./surfnetVm";
import type { Vm } from "@backstock/sdk/testing";

/*
 * A local chain with real JSON-RPC and websockets: Surfpool 1.5.0, the runtime of Agave 4.1 in this process, by its
 * native binding (crates/sdk-node of solana-foundation/surfpool). It needs no network, starts in a tenth of a second on
 * ports of its own, and carries Token-2022 v11, the same code as litesvm.
 */

const PACKAGE = "@solana/surfpool-linux-x64-gnu";

/** What is used of the binding; its package has no types. */
interface NativeSurfnet {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  deploy(program: { programId: string; soBytes: number[] }): string;
  drainEvents(): unknown[];
  fundSol(address: string, lamports: number): void;
  /** milliseconds; forwards only */
  timeTravelToTimestamp(milliseconds: number): unknown;
  stop(): void;
}

interface Binding {
  readonly Surfnet: {
    startWithConfig(config: { offline: boolean; blockProductionMode: "clock"; slotTimeMs: number }): NativeSurfnet;
  };
}

/** Half of mainnet's: a blockhash, which lasts 150 of them, is good for thirty seconds of a busy machine. */
const SLOT_MS = 200;
/** Events that nobody takes make every answer wait. */
const DRAIN_MS = 20;

/** Surfpool is built for these; the command itself runs wherever Node does. */
const isSupported = process.platform === "linux" && process.arch === "x64";

/** describe, where Surfpool runs; elsewhere Jest reports its tests as skipped. */
export const describeOnSurfnet = isSupported ? describe : describe.skip;

export interface Surfnet {
  readonly rpcUrl: string;
  readonly connection: Connection;
  /** The same chain as the harness of the other tests knows one. */
  readonly vm: Vm;
  stop(): void;
}

/**
 * Starts a chain with custody and compliance as committed. Its clock is the computer's.
 * @throws Error where Surfpool is not installed
 */
export async function startSurfnet(): Promise<Surfnet> {
  const native = loadBinding().Surfnet.startWithConfig({
    offline: true,
    blockProductionMode: "clock",
    slotTimeMs: SLOT_MS,
  });
  const draining = setInterval(() => native.drainEvents(), DRAIN_MS);
  draining.unref();
  for (const { address, elf } of await readBackstockPrograms([])) {
    native.deploy({ programId: address.toBase58(), soBytes: [...elf] });
  }
  const { rpcUrl, wsUrl } = native;
  const connection = new Connection(rpcUrl, { commitment: "confirmed", wsEndpoint: wsUrl });
  return {
    rpcUrl,
    connection,
    vm: surfnetVm(connection, {
      setBalance: (address, lamports) => native.fundSol(address.toBase58(), Number(lamports)),
      setTime: (unixSeconds) => void native.timeTravelToTimestamp(Number(unixSeconds) * 1000),
    }),
    stop() {
      clearInterval(draining);
      try {
        native.stop();
      } catch {
        // It waits five seconds for its servers, which is too short on a starved machine; they end nevertheless.
      }
    },
  };
}

function loadBinding(): Binding {
  try {
    return createRequire(import.meta.url)(PACKAGE) as Binding;
  } catch (cause) {
    throw new Error(`${PACKAGE} is not installed, an optional dependency of this repository: npm ci brings it`, {
      cause,
    });
  }
}
