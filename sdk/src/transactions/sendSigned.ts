import type { RpcResponseAndContext, SignatureStatus } from "@solana/web3.js";
import { attempt, REQUEST_TIMEOUT_MS, systemClock, type Attempt, type SendClock } from "./clock";
import { TransactionExpiredError, TransactionFailedError, UnknownOutcomeError } from "./errors";
import type { SendCommitment, TransactionRecord, TransactionRpc } from "./rpc";
import type { ConfirmedTransaction, SendOptions } from "./sendOptions";
import { confirmationOf, failureOf, hasReached, isSameOutcome, keepsNoRecords } from "./settlement";
import type { SignedTransaction } from "./sign";

type Statuses = RpcResponseAndContext<(SignatureStatus | null)[]>;

/** Denials in a row that make a transaction expired: behind one URL are many nodes, and one of them may have lost it, or lie. */
const DENIALS = 3;

/**
 * One transaction on its way. Any question to the node may go unanswered, and no single answer is believed: what a status says of it has to be
 * in the record of its block too, and it is denied only by several answers in a row.
 */
class Sending {
  private readonly commitment: SendCommitment;
  private readonly clock: SendClock;
  private lastHeardAt: number;
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private highestBlock = Number.NEGATIVE_INFINITY;
  private attempts = 0;
  private denials = 0;
  private onChain = false;
  private reportedSeen = false;
  /** The latest finalized status, of a node that keeps no records. */
  private unrecorded: SignatureStatus | undefined;
  private lastSendError: unknown;
  private lastReadError: unknown;

  constructor(
    private readonly connection: TransactionRpc,
    private readonly transaction: SignedTransaction,
    private readonly options: SendOptions,
  ) {
    this.commitment = options.commitment ?? "confirmed";
    this.clock = options.clock ?? systemClock;
    this.lastHeardAt = this.clock.now();
  }

  async run(): Promise<ConfirmedTransaction> {
    for (;;) {
      this.stopWhereAborted();
      await this.sendWhereDue();
      const settled = (await this.settle(await this.askStatus(false))) ?? (await this.settleLate());
      if (settled !== undefined) return settled;
      this.stopWhereAborted();
      this.stopWhereSilent();
      await this.pause();
    }
  }

  unknown(cause: unknown): UnknownOutcomeError {
    return new UnknownOutcomeError(this.transaction.signature, this.transaction.lastValidBlockHeight, cause);
  }

  private async sendWhereDue(): Promise<void> {
    if (this.onChain || this.clock.now() - this.lastSentAt < (this.options.rebroadcastIntervalMs ?? 2_000)) return;
    this.lastSentAt = this.clock.now();
    this.attempts += 1;
    // It has been simulated before it was signed, and is sent again from here: the node shall do neither.
    const options = { skipPreflight: true, maxRetries: 0 };
    const sent = await this.ask(() => this.connection.sendRawTransaction(this.transaction.bytes, options));
    this.lastSendError = sent.ok ? undefined : sent.error;
    await this.options.onProgress?.({ stage: "sent", attempt: this.attempts, error: this.lastSendError });
  }

  /** The result, where the status is as sure as was asked for, and the record of the block says the same. */
  private async settle(statuses: Statuses | undefined): Promise<ConfirmedTransaction | undefined> {
    if (statuses === undefined) return undefined;
    const status = statuses.value[0] ?? null;
    // A status below "confirmed" may vanish with its fork: then it is sent again.
    this.onChain = status !== null;
    if (status === null) return undefined;
    this.denials = 0;
    if (!this.reportedSeen) {
      this.reportedSeen = true;
      await this.options.onProgress?.({ stage: "seen", slot: status.slot, confirmation: confirmationOf(status) });
    }
    if (!hasReached(status, this.commitment)) return undefined;

    const found = await this.askRecord();
    if (!found.ok) return keepsNoRecords(found.error) ? this.settleUnrecorded(status) : undefined;
    const record = found.value;
    this.onChain = this.isOwn(record);
    if (!this.isOwn(record) || record.meta === null || !isSameOutcome(status, record.meta)) return undefined;
    return this.end(record.slot, record.meta.err, record.meta.logMessages ?? []);
  }

  /** Without records, a status has to be finalized and given twice. */
  private settleUnrecorded(status: SignatureStatus): ConfirmedTransaction | undefined {
    if (!hasReached(status, "finalized")) return undefined;
    const isToldAgain = this.unrecorded?.slot === status.slot && isSameOutcome(this.unrecorded, status);
    this.unrecorded = status;
    return isToldAgain ? this.end(status.slot, status.err, []) : undefined;
  }

  private end(slot: number, error: unknown, logs: readonly string[]): ConfirmedTransaction {
    if (error === null) return { signature: this.transaction.signature, slot };
    throw failureOf(this.transaction, error, logs);
  }

  /**
   * Where its blockhash is too old: it may have landed in one of the last blocks, and only nodes that have seen the slot of that answer can deny it.
   * @throws TransactionExpiredError after DENIALS of them
   */
  private async settleLate(): Promise<ConfirmedTransaction | undefined> {
    const tooOldAtSlot = await this.askExpiry();
    if (tooOldAtSlot === undefined) return undefined;
    const statuses = await this.askStatus(true);
    const settled = await this.settle(statuses);
    if (settled !== undefined) return settled;
    if (statuses?.value[0] !== null || statuses.context.slot < tooOldAtSlot) return undefined;
    const found = await this.askRecord();
    if (found.ok ? found.value !== null : !keepsNoRecords(found.error)) return undefined;
    this.denials += 1;
    if (this.denials < DENIALS) return undefined;
    const { signature, lastValidBlockHeight } = this.transaction;
    throw new TransactionExpiredError(signature, lastValidBlockHeight, this.lastSendError);
  }

  /**
   * The slot at which the transaction was found to be too old; undefined where it is not, or nobody knows. It is judged by finalized blocks: the
   * tip of the chain may be one that does not stay, and one without the transaction.
   */
  private async askExpiry(): Promise<number | undefined> {
    const epoch = await this.askForReading(() => this.connection.getEpochInfo("finalized"));
    if (epoch?.blockHeight === undefined) return undefined;
    const { blockHeight, absoluteSlot } = epoch;
    if (blockHeight > this.transaction.lastValidBlockHeight) return absoluteSlot;
    this.denials = 0;
    if (blockHeight > this.highestBlock) this.lastHeardAt = this.clock.now();
    this.highestBlock = Math.max(this.highestBlock, blockHeight);
    return undefined;
  }

  private askStatus(searchTransactionHistory: boolean): Promise<Statuses | undefined> {
    const { signature } = this.transaction;
    return this.askForReading(() => this.connection.getSignatureStatuses([signature], { searchTransactionHistory }));
  }

  private async askForReading<T>(call: () => Promise<T>): Promise<T | undefined> {
    const answer = await this.ask(call);
    if (answer.ok) return answer.value;
    this.lastReadError = answer.error;
    return undefined;
  }

  private askRecord(): Promise<Attempt<TransactionRecord | null>> {
    const config = { commitment: this.commitment, maxSupportedTransactionVersion: 0 };
    return this.ask(() => this.connection.getTransaction(this.transaction.signature, config));
  }

  private isOwn(record: TransactionRecord | null): record is TransactionRecord {
    return record?.transaction.signatures[0] === this.transaction.signature;
  }

  private stopWhereAborted(): void {
    if (this.options.signal?.aborted) throw this.unknown(this.options.signal.reason);
  }

  private stopWhereSilent(): void {
    const silentFor = this.clock.now() - this.lastHeardAt;
    if (silentFor > (this.options.giveUpAfterMs ?? 120_000)) throw this.unknown(this.lastReadError);
  }

  private ask<T>(call: () => Promise<T>): Promise<Attempt<T>> {
    return attempt(this.clock, this.options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS, this.options.signal, call);
  }

  private pause(): Promise<void> {
    return this.clock.sleep(this.options.pollIntervalMs ?? 1_000, this.options.signal);
  }
}

/**
 * Sends the same bytes again and again until the transaction has landed or its blockhash is too old, and answers which. Signs nothing.
 * Given the same transaction later, say after a crash, it answers the same: nothing is done twice.
 *
 * It is answered that it landed where the node says so of the signature and shows the transaction in a block as well; that it expired, where finalized
 * blocks are past its last one and three answers in a row deny it.
 *
 * @throws TransactionFailedError where it landed as a failure
 * @throws TransactionExpiredError where it is certain that it never will land
 * @throws UnknownOutcomeError where neither is certain: for lack of answers, because `signal` aborted, or because `onProgress` threw
 */
export async function sendSigned(
  input: { readonly connection: TransactionRpc; readonly transaction: SignedTransaction } & SendOptions,
): Promise<ConfirmedTransaction> {
  const sending = new Sending(input.connection, input.transaction, input);
  try {
    return await sending.run();
  } catch (error) {
    const certain = [TransactionFailedError, TransactionExpiredError, UnknownOutcomeError];
    throw certain.some((type) => error instanceof type) ? error : sending.unknown(error);
  }
}
