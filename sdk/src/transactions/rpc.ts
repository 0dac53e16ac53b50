import type {
  RpcResponseAndContext,
  SignatureStatus,
  SimulatedTransactionResponse,
  SimulateTransactionConfig,
  TransactionError,
  VersionedTransaction,
} from "@solana/web3.js";

/** How sure a landed transaction must be: voted for by two thirds of the stake, or rooted. "processed" may still vanish. */
export type SendCommitment = "confirmed" | "finalized";

/** What simulating asks of a node; web3.js's Connection is one, the testing entry's Vm another. */
export interface SimulationRpc {
  /** What would become of the transaction, as JSON-RPC's method of that name. */
  simulateTransaction(
    transaction: VersionedTransaction,
    config?: SimulateTransactionConfig,
  ): Promise<RpcResponseAndContext<SimulatedTransactionResponse>>;
}

/** A transaction as a block has it: unlike a status, it says itself which one it is. */
export interface TransactionRecord {
  readonly slot: number;
  /** Null where the node did not keep what became of it. */
  readonly meta: { readonly err: TransactionError | null; readonly logMessages?: readonly string[] | null } | null;
  /** Base58, the fee payer's first. */
  readonly transaction: { readonly signatures: readonly string[] };
}

/** What sending asks of a node; web3.js's Connection is one. A node that keeps no records may refuse getTransaction. */
export interface TransactionRpc extends SimulationRpc {
  /** A blockhash to sign under, and the last block height at which it counts. */
  getLatestBlockhash(commitment?: SendCommitment): Promise<{ blockhash: string; lastValidBlockHeight: number }>;
  /** Height and slot of the same block, so that what another node says of a transaction can be dated. */
  getEpochInfo(commitment?: SendCommitment): Promise<{ absoluteSlot: number; blockHeight?: number }>;
  /** Whether transactions under this blockhash can still land, as the answer's slot sees it. */
  isBlockhashValid(blockhash: string, config: { commitment: SendCommitment }): Promise<RpcResponseAndContext<boolean>>;
  /** Hands the signed bytes on and answers their signature, in base58. It says nothing about whether they land. */
  sendRawTransaction(bytes: Uint8Array, options?: { skipPreflight?: boolean; maxRetries?: number }): Promise<string>;
  /** What has become of each signature, or null where the node has not seen it. */
  getSignatureStatuses(
    signatures: string[],
    config?: { searchTransactionHistory: boolean },
  ): Promise<RpcResponseAndContext<(SignatureStatus | null)[]>>;
  /** The transaction as its block has it, or null where the node has none. */
  getTransaction(
    signature: string,
    config: { commitment: SendCommitment; maxSupportedTransactionVersion: number },
  ): Promise<TransactionRecord | null>;
}
