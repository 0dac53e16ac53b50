import type { SignatureStatus, TransactionConfirmationStatus } from "@solana/web3.js";
import { parseTransactionError } from "../errors/index";
import { TransactionFailedError } from "./errors";
import type { SendCommitment } from "./rpc";
import type { SignedTransaction } from "./sign";

const LEVELS: readonly TransactionConfirmationStatus[] = ["processed", "confirmed", "finalized"];

/** How sure a status is. Old nodes leave the level out: for them, no count of confirmations means rooted. */
export function confirmationOf(status: SignatureStatus): TransactionConfirmationStatus {
  return status.confirmationStatus ?? (status.confirmations === null ? "finalized" : "processed");
}

/** Whether a status, be it of a success or of a failure, is as sure as asked for: less may vanish with its fork. */
export function hasReached(status: SignatureStatus, commitment: SendCommitment): boolean {
  return LEVELS.indexOf(confirmationOf(status)) >= LEVELS.indexOf(commitment);
}

/** Whether two answers agree on what became of a transaction. */
export function isSameOutcome(one: { readonly err: unknown }, other: { readonly err: unknown }): boolean {
  return JSON.stringify(one.err) === JSON.stringify(other.err);
}

/** "Transaction history is not available from this node" (agave, rpc-client-api, custom_error.rs), and JSON-RPC's "Method not found". */
const REFUSALS: readonly unknown[] = [-32011, -32601];
/** How web3.js's Connection begins the message of a proxy's refusal. */
const FORBIDDEN = /^(403|404|405|410|501) /;

/** Whether an error says that the node answers statuses, but no transactions. */
export function keepsNoRecords(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return FORBIDDEN.test(error.message) || ("code" in error && REFUSALS.includes(error.code));
}

/** The error of a transaction that landed as a failure. Without logs it still names the failing instruction and code. */
export function failureOf(
  transaction: SignedTransaction,
  error: unknown,
  logs: readonly string[],
): TransactionFailedError {
  return new TransactionFailedError(
    "landed",
    parseTransactionError({ error, logs, instructions: transaction.instructions }),
    transaction.signature,
  );
}
