import {
  type PreparedTransaction,
  sendPrepared,
  type SendProgress,
  simulatePrepared,
  TransactionFailedError,
} from "@backstock/sdk";
import { type Session, signersFor } from "./session";
import type { Report } from "./values";

/** About a slot of mainnet's. */
const SLOT_MS = 400;

/**
 * Sends a prepared transaction and waits until it has landed; with --dry-run, simulates it.
 *
 * @param pollIntervalMs milliseconds between two questions for its status
 * @returns what to tell of it
 * @throws BadInputError where a key is missing or superfluous
 * @throws TransactionFailedError, TransactionExpiredError, UnknownOutcomeError, SendAbortedError as sendPrepared
 */
export async function execute(
  session: Session,
  prepared: PreparedTransaction,
  pollIntervalMs = SLOT_MS,
): Promise<Report> {
  if (session.dryRun) return simulate(session, prepared);
  const { connection, commitment, computeUnitPrice, signal, say } = session;
  const signers = signersFor(session, prepared.signers);
  const onProgress = (progress: SendProgress): void => {
    // Before it is sent for the first time: whoever is killed from here on can look it up.
    if (progress.stage === "signed") say(`signed ${progress.transaction.signature}`);
  };
  const sent = await sendPrepared({
    connection,
    prepared,
    signers,
    commitment,
    computeUnitPrice,
    signal,
    onProgress,
    pollIntervalMs,
  });
  const { signature, slot, computeUnits, bytes } = sent;
  return { signature, slot, computeUnits, bytes };
}

async function simulate(session: Session, prepared: PreparedTransaction): Promise<Report> {
  const { connection, commitment, computeUnitPrice } = session;
  // Whoever has given keys wants to know whether they would do; without any, the chain names who would have to sign.
  if (session.keys.length > 0) signersFor(session, prepared.signers);
  const { error, computeUnits } = await simulatePrepared({ connection, prepared, commitment, computeUnitPrice });
  if (error !== undefined) throw new TransactionFailedError("simulation", error, undefined);
  return { computeUnits, signers: prepared.signers.map((key) => key.toBase58()) };
}

/**
 * What the chain says after a transaction that has landed. That it can't be read, from a node that lags behind say,
 * does not make a success a failure.
 */
export async function afterwards<T>(session: Session, read: () => Promise<T>): Promise<T | undefined> {
  if (session.dryRun) return undefined;
  try {
    return await read();
  } catch (error) {
    session.say(`done, but its result could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
