import { InvalidInputError } from "../core/inputErrors";
import { MAX_COMPUTE_UNITS, type BuildOptions } from "./build";
import { attempt, REQUEST_TIMEOUT_MS, systemClock } from "./clock";
import { SendAbortedError, TransactionFailedError } from "./errors";
import type { PreparedTransaction } from "./preparedTransaction";
import type { TransactionRpc } from "./rpc";
import type { ConfirmedTransaction, SendOptions } from "./sendOptions";
import { sendSigned } from "./sendSigned";
import { signPrepared, type TransactionSigner } from "./sign";
import { simulatePrepared } from "./simulate";

export interface SendPreparedInput extends SendOptions, BuildOptions {
  readonly connection: TransactionRpc;
  readonly prepared: PreparedTransaction;
  /** One for each of `prepared.signers`. */
  readonly signers: readonly TransactionSigner[];
  /** Whole percent added to the simulated compute units where `prepared` names no limit; 10 without it. */
  readonly computeUnitMarginPercent?: number;
}

export interface SentTransaction extends ConfirmedTransaction {
  /** Bytes on the wire. */
  readonly bytes: number;
  /** Compute units that the simulation used. */
  readonly computeUnits: number;
}

/** Simulated units plus the margin, rounded up: what another slot's bumps and balances may cost more. */
function limitFor(computeUnits: number, marginPercent: number): number {
  if (!Number.isInteger(marginPercent) || marginPercent < 0) {
    throw new InvalidInputError("compute unit margin", marginPercent, "a whole percentage, 0 or more");
  }
  return Math.min(MAX_COMPUTE_UNITS, Math.max(1, Math.ceil((computeUnits * (100 + marginPercent)) / 100)));
}

/**
 * Simulates, signs once, sends until it has landed or never will, and answers only what is certain. A transaction whose simulation fails is not sent.
 * Errors of the node before anything is sent are thrown as they are: then nothing was done.
 *
 * @throws TransactionFailedError where the simulation or the landed transaction failed; `error` says which program refused what
 * @throws SendAbortedError where `signal` aborts before anything was sent
 * @throws TransactionExpiredError, UnknownOutcomeError as sendSigned
 * @throws TransactionTooLargeError, InvalidInputError as signPrepared
 */
export async function sendPrepared(input: SendPreparedInput): Promise<SentTransaction> {
  const { connection, signal, onProgress, commitment = "confirmed", clock = systemClock } = input;
  const stopWhereAborted = (): void => {
    if (signal?.aborted) throw new SendAbortedError(signal.reason);
  };

  /** One question to the node: what it throws is thrown, and so is that it does not answer. */
  const ask = async <T>(call: () => Promise<T>): Promise<T> => {
    stopWhereAborted();
    const answer = await attempt(clock, input.requestTimeoutMs ?? REQUEST_TIMEOUT_MS, signal, call);
    stopWhereAborted();
    if (!answer.ok) throw answer.error;
    return answer.value;
  };

  const { computeUnits, error } = await ask(() => simulatePrepared({ ...input, commitment }));
  if (error !== undefined) throw new TransactionFailedError("simulation", error, undefined);
  const computeUnitLimit = input.prepared.computeUnits ?? limitFor(computeUnits, input.computeUnitMarginPercent ?? 10);
  await onProgress?.({ stage: "simulated", computeUnits, computeUnitLimit });

  const lifetime = await ask(() => connection.getLatestBlockhash(commitment));
  const prepared = { ...input.prepared, computeUnits: computeUnitLimit };
  const transaction = await signPrepared({ ...input, prepared, lifetime });
  await onProgress?.({ stage: "signed", transaction });

  stopWhereAborted();
  const confirmed = await sendSigned({ ...input, transaction });
  return { ...confirmed, bytes: transaction.bytes.length, computeUnits };
}
