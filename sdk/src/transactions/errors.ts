import type { BackstockError } from "../errors/index";
import { TRANSACTION_SIZE_LIMIT } from "./size";

/** A transaction that no node would take. Nothing was sent. */
export class TransactionTooLargeError extends Error {
  override readonly name = "TransactionTooLargeError";
  readonly limit = TRANSACTION_SIZE_LIMIT;

  /** @param bytes its length on the wire, signatures included */
  constructor(readonly bytes: number) {
    super(
      `The transaction has ${bytes} bytes, ${bytes - TRANSACTION_SIZE_LIMIT} more than the network takes (${TRANSACTION_SIZE_LIMIT}): ` +
        "put fewer instructions into it, or give a lookup table",
    );
  }
}

/** The programs refused the transaction: nothing but the fee, where it landed, was changed. */
export class TransactionFailedError extends Error {
  override readonly name = "TransactionFailedError";

  /**
   * @param stage "simulation": it was never sent; "landed": it is on the chain as a failure and its fee is spent
   * @param error which program refused what
   * @param signature base58, where it landed
   */
  constructor(
    readonly stage: "simulation" | "landed",
    readonly error: BackstockError,
    readonly signature: string | undefined,
  ) {
    super(
      stage === "simulation"
        ? `Not sent, since its simulation failed: ${error.message}`
        : `${signature} failed: ${error.message}`,
      {
        cause: error,
      },
    );
  }
}

/** The transaction is not on the chain and never will be: its blockhash is too old. Only now is it safe to sign anew. */
export class TransactionExpiredError extends Error {
  override readonly name = "TransactionExpiredError";

  /** @param lastSendError why the latest attempt to send was refused; undefined where a node took it */
  constructor(
    readonly signature: string,
    readonly lastValidBlockHeight: number,
    readonly lastSendError: unknown,
  ) {
    super(`${signature} did not land by block height ${lastValidBlockHeight}, so it never will`, {
      cause: lastSendError,
    });
  }
}

/**
 * The transaction was sent, and nobody can say yet whether it landed. It is neither a success nor a failure: never sign the same intent anew
 * before sendSigned, given the same SignedTransaction again, has answered.
 */
export class UnknownOutcomeError extends Error {
  override readonly name = "UnknownOutcomeError";

  constructor(
    readonly signature: string,
    readonly lastValidBlockHeight: number,
    /** Why no more was asked: the abort reason, or the last error of the node. */
    override readonly cause: unknown,
  ) {
    super(`${signature} was sent, but its outcome is unknown: ask again before signing another one`, { cause });
  }
}

/** The caller's signal stopped it before anything was sent. */
export class SendAbortedError extends Error {
  override readonly name = "SendAbortedError";

  constructor(reason: unknown) {
    super("Aborted before anything was sent", { cause: reason });
  }
}
