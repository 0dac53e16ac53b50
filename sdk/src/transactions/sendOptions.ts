import type { TransactionConfirmationStatus } from "@solana/web3.js";
import type { SendClock } from "./clock";
import type { SendCommitment } from "./rpc";
import type { SignedTransaction } from "./sign";

/** What happens on the way. "signed" comes before the first send and is waited for: keep the transaction then, and a crash costs nothing. */
export type SendProgress =
  | { readonly stage: "simulated"; readonly computeUnits: number; readonly computeUnitLimit: number }
  | { readonly stage: "signed"; readonly transaction: SignedTransaction }
  /** `error`: why the node did not take it; undefined where it did. It is tried again either way. */
  | { readonly stage: "sent"; readonly attempt: number; readonly error: unknown }
  | { readonly stage: "seen"; readonly slot: number; readonly confirmation: TransactionConfirmationStatus };

export interface SendOptions {
  /** When a landed transaction counts; "confirmed" without it. */
  readonly commitment?: SendCommitment | undefined;
  /** Milliseconds between two sends of the same bytes; 2,000 without it. */
  readonly rebroadcastIntervalMs?: number | undefined;
  /** Milliseconds between two questions for the status; 1,000 without it. */
  readonly pollIntervalMs?: number | undefined;
  /** Milliseconds that one call to the node may take; 15,000 without it. */
  readonly requestTimeoutMs?: number | undefined;
  /** Milliseconds without news of the chain, such as a higher block, after which the outcome is called unknown; 120,000 without it. */
  readonly giveUpAfterMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of what happens on the way; "signed" is waited for. */
  readonly onProgress?: ((progress: SendProgress) => void | Promise<void>) | undefined;
  readonly clock?: SendClock | undefined;
}

/** It is on the chain, it succeeded, and the asked-for commitment has been reached. */
export interface ConfirmedTransaction {
  /** Base58. */
  readonly signature: string;
  readonly slot: number;
}
