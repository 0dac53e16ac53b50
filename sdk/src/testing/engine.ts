import type { PublicKey, VersionedMessage } from "@solana/web3.js";
import type { VmAccount, VmKind } from "./vm";

/** What became of a transaction, its error already in JSON form; null is success. */
export interface Outcome {
  readonly error: unknown;
  readonly logs: string[];
  readonly computeUnits: bigint;
}

/** What differs between the two VMs. */
export interface VmEngine {
  readonly kind: VmKind;
  /** Signatures have been verified. */
  process(bytes: Uint8Array, message: VersionedMessage): Promise<Outcome>;
  /** Signatures may be anything. */
  simulate(bytes: Uint8Array, message: VersionedMessage): Promise<Outcome>;
  /** One that was never answered before. Each makes the ones before it older. */
  latestBlockhash(): Promise<string>;
  /** Any that is valid now. It makes none older. */
  validBlockhash(): Promise<string>;
  getAccount(address: PublicKey): Promise<VmAccount | null>;
  setAccount(address: PublicKey, account: VmAccount): void;
  now(): Promise<bigint>;
  setTime(unixSeconds: bigint): Promise<void>;
}
