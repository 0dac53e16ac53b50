import { type RpcResponseAndContext, type SignatureStatus, VersionedTransaction } from "@solana/web3.js";
import { attempt, REQUEST_TIMEOUT_MS, systemClock, type Attempt, type SendClock } from "./clock";
import { TransactionExpiredError, TransactionFailedError, UnknownOutcomeError } from "./errors";
import type { SendCommitment, TransactionRecord, TransactionRpc } from "./rpc";
import type { ConfirmedTransaction, SendOptions } from "./sendOptions";
import { confirmationOf, failureOf, hasReached, isSameOutcome, keepsNoRecords } from "./settlement";
import type { SignedTransaction } from "./sign";

type Statuses = RpcResponseAndContext<(SignatureStatus | null)[]>;

/**
 * Equal answers in a row that are believed where nothing else bears them out: behind one URL are many nodes, and one of them may have lost a
 * transaction, or lie.
 */
const EQUAL_ANSWERS = 3;
/** Blocks after its last one for which every node still knows whether a transaction has landed: it keeps the statuses of 300 (agave, status_cache). */
const REMEMBERED_BLOCKS = 100;

/** Where finalized blocks are past the transaction's last one. */
interface TooOld {
  readonly slot: number;
  readonly blocksAgo: number;
}

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
  /** The latest finalized status without a record, and how often it was told in a row. */
  private unrecorded: { readonly status: SignatureStatus; readonly told: number } | undefined;
  private readonly blockhash: string;
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
    this.blockhash = VersionedTransaction.deserialize(transaction.bytes).message.recentBlockhash;
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
    if (status === null) {
      this.unrecorded = undefined;
      return undefined;
    }
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
    if (!this.isOwn(record)) {
      this.unrecorded = undefined;
      return undefined;
    }
    if (record.meta === null) return this.settleUnrecorded(status);
    if (!isSameOutcome(status, record.meta)) return undefined;
    return this.end(record.slot, record.meta.err, record.meta.logMessages ?? []);
  }

  /** Of a node that shows no records, or not what became of the transaction, a status has to be finalized and the same several times in a row. */
  private settleUnrecorded(status: SignatureStatus): ConfirmedTransaction | undefined {
    this.onChain = hasReached(status, "finalized");
    if (!this.onChain) return undefined;
    const last = this.unrecorded;
    const isToldAgain = last?.status.slot === status.slot && isSameOutcome(last.status, status);
    const told = isToldAgain ? last.told + 1 : 1;
    this.unrecorded = { status, told };
    return told < EQUAL_ANSWERS ? undefined : this.end(status.slot, status.err, []);
  }

  private end(slot: number, error: unknown, logs: readonly string[]): ConfirmedTransaction {
    if (error === null) return { signature: this.transaction.signature, slot };
    throw failureOf(this.transaction, error, logs);
  }

  /**
   * Where its blockhash is too old: it may have landed in one of the last blocks, and only nodes that have seen the slot of that answer can deny it.
   * @throws TransactionExpiredError after EQUAL_ANSWERS of them
   */
  private async settleLate(): Promise<ConfirmedTransaction | undefined> {
    const tooOld = await this.askExpiry();
    if (tooOld === undefined) return undefined;
    const statuses = await this.askLateStatus(tooOld);
    const settled = await this.settle(statuses);
    if (settled !== undefined) return settled;
    if (statuses?.value[0] !== null || statuses.context.slot < tooOld.slot) return undefined;
    const found = await this.askRecord();
    if (found.ok ? found.value !== null : !keepsNoRecords(found.error)) return undefined;
    if (!(await this.isBlockhashGone(tooOld))) return undefined;
    this.denials += 1;
    if (this.denials < EQUAL_ANSWERS) return undefined;
    const { signature, lastValidBlockHeight } = this.transaction;
    throw new TransactionExpiredError(signature, lastValidBlockHeight, this.lastSendError);
  }

  /**
   * Undefined where the transaction is not too old, or nobody knows. It is judged by finalized blocks: the tip of the chain may be one that does not
   * stay, and one without the transaction.
   */
  private async askExpiry(): Promise<TooOld | undefined> {
    const epoch = await this.askForReading(() => this.connection.getEpochInfo("finalized"));
    if (epoch?.blockHeight === undefined) return undefined;
    const { blockHeight, absoluteSlot: slot } = epoch;
    const blocksAgo = blockHeight - this.transaction.lastValidBlockHeight;
    if (blocksAgo > 0) return { slot, blocksAgo };
    this.denials = 0;
    if (blockHeight > this.highestBlock) this.lastHeardAt = this.clock.now();
    this.highestBlock = Math.max(this.highestBlock, blockHeight);
    return undefined;
  }

  /** The last block was one node's word, given with the blockhash: had it named too early a one, the blockhash would still be good. */
  private async isBlockhashGone({ slot }: TooOld): Promise<boolean> {
    const config = { commitment: "confirmed" } as const;
    const valid = await this.askForReading(() => this.connection.isBlockhashValid(this.blockhash, config));
    if (valid?.value === true) this.denials = 0;
    return valid?.value === false && valid.context.slot >= slot;
  }

  /** With all history; of a node without any, the status of the last blocks, for as long as it has them. */
  private async askLateStatus({ blocksAgo }: TooOld): Promise<Statuses | undefined> {
    const statuses = await this.askStatus(true);
    if (statuses !== undefined || !keepsNoRecords(this.lastReadError) || blocksAgo > REMEMBERED_BLOCKS) return statuses;
    return this.askStatus(false);
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

  private async askRecord(): Promise<Attempt<TransactionRecord | null>> {
    const config = { commitment: this.commitment, maxSupportedTransactionVersion: 0 };
    const found = await this.ask(() => this.connection.getTransaction(this.transaction.signature, config));
    if (!found.ok) this.lastReadError = found.error;
    return found;
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
 * Given the same transaction later, say after a crash, it answers the same, or that it is unknown where the node has forgotten: nothing is done twice.
 *
 * It is answered that it landed where the node says so of the signature and shows the transaction in a block as well, or, where it shows no blocks, says
 * three times in a row that it is finalized; that it expired, where finalized blocks are past its last one and three times in a row the node has neither
 * a status nor a record of it, and its blockhash is no longer good. So fewer than three lies in a row are never believed, and more may be: ask a node that
 * you trust.
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
