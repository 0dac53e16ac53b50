import { VersionedTransaction, type Transaction, type VersionedMessage } from "@solana/web3.js";
import { TRANSACTION_SIZE_LIMIT, TransactionTooLargeError, transactionSize } from "../transactions/index";

/** A transaction as a node receives it. */
export interface WireTransaction {
  readonly bytes: Uint8Array;
  readonly message: VersionedMessage;
  /** What the signatures are over. */
  readonly messageBytes: Uint8Array;
  readonly signatures: readonly Uint8Array[];
}

/**
 * The bytes a client would send, signatures missing or wrong included.
 * @throws TransactionTooLargeError above 1,232 bytes
 */
export function toWire(transaction: VersionedTransaction | Transaction): WireTransaction {
  const size = transactionSize("message" in transaction ? transaction.message : transaction.compileMessage());
  if (size > TRANSACTION_SIZE_LIMIT) throw new TransactionTooLargeError(size);
  const bytes =
    "message" in transaction
      ? transaction.serialize()
      : transaction.serialize({ requireAllSignatures: false, verifySignatures: false });
  const { message, signatures } = VersionedTransaction.deserialize(bytes);
  return { bytes, message, messageBytes: message.serialize(), signatures };
}
