import type {
  RpcResponseAndContext,
  SignatureStatus,
  SimulatedTransactionResponse,
  VersionedTransaction,
} from "@solana/web3.js";
import type { SendCommitment, TransactionRecord, TransactionRpc } from "@backstock/sdk";
import { encodeBase58 } from "../../../sdk/src/transactions/base58";
import type { VirtualClock } from "../../harness/virtualClock";

const SLOT_MS = 400;
const FIRST_SLOT = 10_000;
const FIRST_HEIGHT = 9_000;
/** Far fewer than the network's 150, so that tests take few steps. */
export const VALID_BLOCKS = 50;
const CONFIRMED_AFTER_SLOTS = 2;
const FINALIZED_AFTER_SLOTS = 32;
export const BLOCKHASH = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";

/**
 * What one call meets: an answer as it should be, an error, no answer ever, or a lie. Of statuses: "ignorant" is a node that has seen nothing yet,
 * "denial" one that has seen all and denies it, "praise" and "blame" call it confirmed as a success or a failure, landed or not. Of records: "denial"
 * has none, "another" is another transaction's, "unkept" a node without records, "disabled" one that refuses to look. Of blockhashes: "denial" is too old. Of epochs: "frozen" is a node that has stopped, "future" one ahead of
 * its time.
 */
export type Fault =
  | "none"
  | "429"
  | "503"
  | "hang"
  | "ignorant"
  | "denial"
  | "praise"
  | "blame"
  | "another"
  | "unkept"
  | "disabled"
  | "frozen"
  | "future";

export interface Script {
  readonly simulation?: SimulatedTransactionResponse;
  /** The first send that a leader hears of; none without it. Later ones are heard too. */
  readonly heardFromAttempt?: number;
  /** Slots from hearing to landing. */
  readonly landsAfterSlots?: number;
  /** What the landed transaction fails with. */
  readonly landsWith?: object;
  /** What the node says is the last block, where it is another than the true one. */
  readonly lastValidBlockHeight?: number;
  readonly logs?: string[] | null;
  /** The first block it was in is abandoned, this many slots later; it lands anew from the next send. */
  readonly forkedOutAfterSlots?: number;
  readonly onSend?: (attempt: number) => Fault;
  readonly onStatus?: (call: number) => Fault;
  readonly onEpoch?: (call: number) => Fault;
  readonly onTransaction?: (call: number) => Fault;
  readonly onValidity?: (call: number) => Fault;
  readonly onSimulation?: () => Fault;
  readonly onBlockhash?: () => Fault;
}

const noHistory = (): Promise<never> => Promise.reject(Object.assign(new Error("no history"), { code: -32011 }));

function answer<T>(fault: Fault, value: () => T): Promise<T> {
  if (fault === "hang") return new Promise(() => undefined);
  if (fault === "429") return Promise.reject(new Error("429 Too Many Requests"));
  if (fault === "503") return Promise.reject(new Error("503 Service Unavailable"));
  return Promise.resolve(value());
}

/** A network of one transaction, as far as an RPC client sees it. */
export class FakeChain implements TransactionRpc {
  readonly simulated: VersionedTransaction[] = [];
  readonly sent: Uint8Array[] = [];
  readonly statusCalls: boolean[] = [];
  blockhashesAsked = 0;
  recordCalls = 0;
  private epochCalls = 0;
  private validityCalls = 0;
  private landedAt: number | undefined;
  private abandoned = false;

  constructor(
    private readonly clock: VirtualClock,
    private readonly script: Script = {},
  ) {}

  get slot(): number {
    return FIRST_SLOT + Math.floor(this.clock.now() / SLOT_MS);
  }

  get lastValidBlockHeight(): number {
    return FIRST_HEIGHT + VALID_BLOCKS;
  }

  /** The slot it landed in, if it has by now. */
  get landed(): number | undefined {
    const { forkedOutAfterSlots } = this.script;
    if (
      this.landedAt !== undefined &&
      !this.abandoned &&
      forkedOutAfterSlots !== undefined &&
      this.slot >= this.landedAt + forkedOutAfterSlots
    ) {
      this.landedAt = undefined;
      this.abandoned = true;
    }
    return this.landedAt !== undefined && this.slot >= this.landedAt ? this.landedAt : undefined;
  }

  /** Whether, at the end of all time, the transaction is on the chain: the truth that outcomes are held against. */
  get everLands(): boolean {
    return this.landedAt !== undefined;
  }

  simulateTransaction(transaction: VersionedTransaction): Promise<RpcResponseAndContext<SimulatedTransactionResponse>> {
    this.simulated.push(transaction);
    return answer(this.script.onSimulation?.() ?? "none", () => ({
      context: { slot: this.slot },
      value: this.script.simulation ?? { err: null, logs: [], unitsConsumed: 12_345 },
    }));
  }

  getLatestBlockhash(): Promise<{ blockhash: string; lastValidBlockHeight: number }> {
    this.blockhashesAsked += 1;
    return answer(this.script.onBlockhash?.() ?? "none", () => ({
      blockhash: BLOCKHASH,
      lastValidBlockHeight: this.script.lastValidBlockHeight ?? this.lastValidBlockHeight,
    }));
  }

  sendRawTransaction(bytes: Uint8Array): Promise<string> {
    this.sent.push(bytes.slice());
    const attempt = this.sent.length;
    const fault = this.script.onSend?.(attempt) ?? "none";
    // A call that fails for the client may have reached a leader all the same.
    const isHeard = this.script.heardFromAttempt !== undefined && attempt >= this.script.heardFromAttempt;
    const landsAt = this.slot + (this.script.landsAfterSlots ?? 1);
    if (
      isHeard &&
      this.landed === undefined &&
      this.landedAt === undefined &&
      landsAt - FIRST_SLOT + FIRST_HEIGHT <= this.lastValidBlockHeight
    )
      this.landedAt = landsAt;
    return answer(fault, () => "signature");
  }

  getSignatureStatuses(
    _: string[],
    config?: { searchTransactionHistory: boolean },
  ): Promise<RpcResponseAndContext<(SignatureStatus | null)[]>> {
    this.statusCalls.push(config?.searchTransactionHistory ?? false);
    const fault = this.script.onStatus?.(this.statusCalls.length) ?? "none";
    // Without records it answers of the last blocks, and refuses whoever asks for more (agave, rpc.rs).
    if (fault === "unkept" && config?.searchTransactionHistory === true) return noHistory();
    // A node that knows nothing is one that lags behind.
    if (fault === "ignorant") return Promise.resolve({ context: { slot: FIRST_SLOT }, value: [null] });
    if (fault === "denial") return Promise.resolve({ context: { slot: this.slot }, value: [null] });
    if (fault === "praise" || fault === "blame") {
      const err = fault === "praise" ? null : { InstructionError: [0, "InvalidArgument"] };
      const status: SignatureStatus = { slot: FIRST_SLOT, confirmations: null, err, confirmationStatus: "finalized" };
      return Promise.resolve({ context: { slot: this.slot }, value: [status] });
    }
    return answer(fault, () => ({ context: { slot: this.slot }, value: [this.status()] }));
  }

  getEpochInfo(commitment?: SendCommitment): Promise<{ absoluteSlot: number; blockHeight: number }> {
    this.epochCalls += 1;
    const fault = this.script.onEpoch?.(this.epochCalls) ?? "none";
    const ahead = fault === "future" ? VALID_BLOCKS + 1 : 0;
    const now = fault === "frozen" ? FIRST_SLOT : this.slot + ahead;
    const slot = now - (commitment === "finalized" ? FINALIZED_AFTER_SLOTS : CONFIRMED_AFTER_SLOTS);
    return answer(fault, () => ({
      absoluteSlot: slot,
      blockHeight: slot - FIRST_SLOT + FIRST_HEIGHT,
    }));
  }

  isBlockhashValid(): Promise<RpcResponseAndContext<boolean>> {
    this.validityCalls += 1;
    const fault = this.script.onValidity?.(this.validityCalls) ?? "none";
    const height = this.slot - CONFIRMED_AFTER_SLOTS - FIRST_SLOT + FIRST_HEIGHT;
    const value = fault !== "denial" && height <= FIRST_HEIGHT + VALID_BLOCKS;
    return answer(fault, () => ({ context: { slot: this.slot }, value }));
  }

  getTransaction(signature: string): Promise<TransactionRecord | null> {
    this.recordCalls += 1;
    const fault = this.script.onTransaction?.(this.recordCalls) ?? "none";
    if (fault === "unkept") return noHistory();
    if (fault === "disabled") return Promise.reject(Object.assign(new Error("Method not found"), { code: -32601 }));
    const slot = this.landed;
    // A block is asked for at the level "confirmed".
    if (fault === "denial" || slot === undefined || this.slot < slot + CONFIRMED_AFTER_SLOTS)
      return answer(fault, () => null);
    const signatures = [fault === "another" ? encodeBase58(new Uint8Array(64).fill(7)) : signature];
    const meta = { err: this.script.landsWith ?? null, logMessages: this.script.logs ?? null };
    return answer(fault, () => ({ slot, meta, transaction: { signatures } }));
  }

  private status(): SignatureStatus | null {
    const slot = this.landed;
    if (slot === undefined) return null;
    const isFinalized = this.slot >= slot + FINALIZED_AFTER_SLOTS;
    const isConfirmed = this.slot >= slot + CONFIRMED_AFTER_SLOTS;
    return {
      slot,
      confirmations: isFinalized ? null : Number(isConfirmed),
      err: this.script.landsWith ?? null,
      confirmationStatus: isFinalized ? "finalized" : isConfirmed ? "confirmed" : "processed",
    };
  }
}
