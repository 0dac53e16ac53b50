import type { ConfirmedSignatureInfo, Finality, PublicKey, SignaturesForAddressOptions } from "@solana/web3.js";
import { InvalidInputError } from "../core/inputErrors";
import { parseTransactionEvents, type BackstockEvent } from "../events/index";
import { historyOf, type AttestationHistory } from "./attestationHistory";
import { assetAddress, attestationAddress, type OfAttestation } from "./ofAttestation";

/** What reading history asks of a node; web3.js's Connection is one. */
export interface HistoryRpc {
  /** The signatures of the transactions that name an address, the newest first. */
  getSignaturesForAddress(
    address: PublicKey,
    options?: SignaturesForAddressOptions,
    commitment?: Finality,
  ): Promise<ConfirmedSignatureInfo[]>;
  /** The transaction's error and log, or null where the node has none. */
  getTransaction(
    signature: string,
    config: { commitment: Finality; maxSupportedTransactionVersion: number },
  ): Promise<{ meta: { err: unknown; logMessages?: string[] | null } | null } | null>;
}

export type FetchAttestationHistoryInput = OfAttestation & {
  /** Base58 signature to begin before; the newest transaction is the first without it. */
  readonly before?: string | undefined;
  /** Base58 signature to end at, itself left out, such as the newest one of an earlier call. */
  readonly until?: string | undefined;
  /** Transactions to look at, at most, the newest first; 1,000 without it. */
  readonly limit?: number | undefined;
  /** "confirmed" without it. */
  readonly commitment?: Finality | undefined;
};

/** A transaction whose events are not known, or not all of them. */
export interface HistoryGap {
  /** Base58. */
  readonly signature: string;
  readonly slot: number;
  /**
   * "NotFound": the node no longer has the transaction; "Truncated": its log is missing or was cut; "Undecoded": it logged
   * something that this version of the SDK can't read.
   */
  readonly reason: "NotFound" | "Truncated" | "Undecoded";
}

export interface FetchedAttestationHistory extends AttestationHistory {
  /** Transactions that may have told more, the newest first. */
  readonly gaps: readonly HistoryGap[];
  /** Signature to give as `before` to read on into the past; null where everything up to the first one has been read. */
  readonly next: string | null;
}

/** The most signatures that JSON-RPC's getSignaturesForAddress answers at once. */
const SIGNATURES_A_CALL = 1_000;
/** Transactions asked for at the same time: public nodes refuse many. */
const TRANSACTIONS_AT_ONCE = 8;

/**
 * Reads the history of an attestation from the transactions that name its account, mints among them: the newest `limit`
 * of them before `before`. Failed ones are skipped: what they logged was undone. A call for every 1,000 signatures, and
 * one for every transaction that succeeded.
 *
 * @throws InvalidInputError where `limit` is no whole number above 0
 * @throws whatever the connection does, where the node can't be reached
 */
export async function fetchAttestationHistory(
  connection: HistoryRpc,
  input: FetchAttestationHistoryInput,
): Promise<FetchedAttestationHistory> {
  const commitment = input.commitment ?? "confirmed";
  const { signatures, next } = await listSignatures(connection, input, commitment);
  const succeeded = signatures.filter(({ err }) => err === null);
  const read: Transaction[] = [];
  for (let start = 0; start < succeeded.length; start += TRANSACTIONS_AT_ONCE) {
    const part = succeeded.slice(start, start + TRANSACTIONS_AT_ONCE);
    read.push(...(await Promise.all(part.map((info) => readTransaction(connection, info, commitment)))));
  }
  const whole = new Set(read.filter(({ gap }) => gap === null).flatMap(({ events }) => events));
  const history = historyOf(
    read.flatMap(({ events }) => events),
    assetAddress(input),
    (round) => whole.has(round),
  );
  return { ...history, gaps: read.flatMap(({ gap }) => gap ?? []), next };
}

interface Transaction {
  readonly events: readonly BackstockEvent[];
  readonly gap: HistoryGap | null;
}

async function listSignatures(
  connection: HistoryRpc,
  input: FetchAttestationHistoryInput,
  commitment: Finality,
): Promise<{ readonly signatures: readonly ConfirmedSignatureInfo[]; readonly next: string | null }> {
  const { before, until, limit = 1_000 } = input;
  if (!Number.isSafeInteger(limit) || limit < 1) throw new InvalidInputError("limit", limit, "a whole number above 0");
  const address = attestationAddress(input);
  const signatures: ConfirmedSignatureInfo[] = [];
  while (signatures.length < limit) {
    const asked = Math.min(SIGNATURES_A_CALL, limit - signatures.length);
    const cursor = signatures.at(-1)?.signature ?? before;
    const options = { limit: asked, ...(cursor && { before: cursor }), ...(until && { until }) };
    const page = await connection.getSignaturesForAddress(address, options, commitment);
    signatures.push(...page);
    if (page.length < asked) return { signatures, next: null };
  }
  return { signatures, next: signatures.at(-1)?.signature ?? null };
}

async function readTransaction(
  connection: HistoryRpc,
  { signature, slot }: ConfirmedSignatureInfo,
  commitment: Finality,
): Promise<Transaction> {
  const config = { commitment, maxSupportedTransactionVersion: 0 };
  const found = await connection.getTransaction(signature, config);
  const gapOf = (reason: HistoryGap["reason"]): HistoryGap => ({ signature, slot, reason });
  if (!found?.meta) return { events: [], gap: gapOf("NotFound") };
  const { events, undecoded, isComplete } = parseTransactionEvents({
    logs: found.meta.logMessages ?? null,
    error: found.meta.err,
  });
  if (!isComplete) return { events, gap: gapOf("Truncated") };
  return { events, gap: undecoded.length > 0 ? gapOf("Undecoded") : null };
}
