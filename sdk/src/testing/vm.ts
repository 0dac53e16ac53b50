import type {
  AccountInfo,
  PublicKey,
  RpcResponseAndContext,
  SimulatedTransactionResponse,
  Transaction,
  VersionedTransaction,
} from "@solana/web3.js";
import type { SlicingAccountReader } from "../accounts/reader";
import type { SimulationRpc } from "../transactions/index";
import type { LandedTransaction, LandingListener } from "./landings";

/** "bankrun": solana-bankrun 0.4.0, runtime 1.18. "litesvm": litesvm 1.5, Agave 4. */
export type VmKind = "bankrun" | "litesvm";

export interface VmAccount {
  readonly lamports: bigint;
  readonly owner: PublicKey;
  readonly data: Uint8Array;
  readonly executable: boolean;
}

/** An account to write; not executable where it does not say. */
export type NewVmAccount = Omit<VmAccount, "executable"> & { readonly executable?: boolean };

export interface VmResult {
  readonly ok: boolean;
  /**
   * The transaction error as JSON-RPC writes it, the same on every VM: {InstructionError: [0, {Custom: 6101}]}, {InstructionError: [0, "InvalidArgument"]},
   * "BlockhashNotFound"; null where the transaction succeeded.
   */
  readonly error: unknown;
  readonly logs: string[];
  /** Compute units used; 0 where nothing ran. */
  readonly computeUnits: bigint;
  /** Bytes on the wire. */
  readonly bytes: number;
}

/** One local chain in this process. Transactions are processed one after the other, each as soon as it is sent. */
export interface Vm extends SlicingAccountReader, SimulationRpc {
  readonly kind: VmKind;

  /**
   * Processes a transaction. Signatures, those of ed25519 instructions included, are checked before the VM sees it: one that is missing or wrong
   * answers "SignatureFailure" and nothing runs.
   * @throws TransactionTooLargeError above 1,232 bytes, which no node would take
   * @throws InvalidInputError for a secp256k1 instruction on bankrun, which would not verify it
   */
  send(transaction: VersionedTransaction | Transaction): Promise<VmResult>;

  /** The last 2,000 transactions that are in the chain, in their order. */
  readonly landed: readonly LandedTransaction[];
  /** Calls back with every transaction that lands from now on, before its send answers. Answers what ends it. */
  onLanded(listener: LandingListener): () => void;

  /** What send would answer now, without effect, without signatures, and under a fresh blockhash: the JSON-RPC method of the same name. */
  simulateTransaction(transaction: VersionedTransaction): Promise<RpcResponseAndContext<SimulatedTransactionResponse>>;

  /** A blockhash, base58, that was never answered before: equal instructions under it are another transaction. On bankrun it is valid for a second. */
  latestBlockhash(): Promise<string>;
  /** latestBlockhash, as JSON-RPC's method of that name. The block height never passes on these VMs. */
  getLatestBlockhash(): Promise<{ blockhash: string; lastValidBlockHeight: number }>;

  /** The account, or null where there is none: one without lamports does not exist. */
  getAccount(address: PublicKey): Promise<VmAccount | null>;
  /** getAccount, as JSON-RPC's method of that name. */
  getAccountInfo(address: PublicKey): Promise<AccountInfo<Uint8Array> | null>;
  /** Lamports that an account of so many bytes has to hold, as JSON-RPC's method of that name. */
  getMinimumBalanceForRentExemption(dataLength: number): Promise<number>;
  /** Writes an account past every rule of the runtime. */
  setAccount(address: PublicKey, account: NewVmAccount): Promise<void>;
  /** Adds lamports to an account, made where there is none. */
  fund(address: PublicKey, lamports: bigint): Promise<void>;

  /** The clock sysvar's unix timestamp, seconds. */
  now(): Promise<bigint>;
  /** Sets it, forwards or backwards, to 0 or later; slots and blockhashes stay. */
  setTime(unixSeconds: bigint): Promise<void>;
}
