import type { RpcResponseAndContext, SignatureStatus } from "@solana/web3.js";
import { attempt, systemClock, type Attempt, type SendClock } from "./clock";
import { TransactionExpiredError, TransactionFailedError, UnknownOutcomeError } from "./errors";
import type { SendCommitment, TransactionRpc } from "./rpc";
import type { ConfirmedTransaction, SendOptions } from "./sendOptions";
import { confirmationOf, failureOf, hasReached } from "./settlement";
import type { SignedTransaction } from "./sign";

type Statuses = RpcResponseAndContext<(SignatureStatus | null)[]>;

/** One transaction on its way. Any question to the node may go unanswered: only the chain's own answer, or its block height, ends it. */
class Sending {
  private readonly commitment: SendCommitment;
  private readonly clock: SendClock;
  private lastHeardAt: number;
  private lastSentAt = Number.NEGATIVE_INFINITY;
  private attempts = 0;
  private onChain = false;
  private reportedSeen = false;
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
      const settled = await this.settle(await this.askStatus(false));
      if (settled !== undefined) return settled;
      const expiredAtSlot = await this.askExpiry();
      if (expiredAtSlot !== undefined) return this.askLastTime(expiredAtSlot);
      this.stopWhereSilent();
      await this.pause();
    }
  }

  unknown(cause: unknown): UnknownOutcomeError {
    return new UnknownOutcomeError(this.transaction.signature, this.transaction.lastValidBlockHeight, cause);
  }

  /** Its blockhash is too old now, but it may have landed in one of the last blocks: only a node that has seen that slot can deny it. */
  private async askLastTime(expiredAtSlot: number): Promise<ConfirmedTransaction> {
    for (;;) {
      const statuses = await this.askStatus(true);
      const settled = await this.settle(statuses);
      if (settled !== undefined) return settled;
      if (statuses?.value[0] === null && statuses.context.slot >= expiredAtSlot) {
        const { signature, lastValidBlockHeight } = this.transaction;
        throw new TransactionExpiredError(signature, lastValidBlockHeight, this.lastSendError);
      }
      this.stopWhereAborted();
      this.stopWhereSilent();
      await this.pause();
    }
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

  private async askStatus(searchTransactionHistory: boolean): Promise<Statuses | undefined> {
    const { signature } = this.transaction;
    const statuses = await this.ask(() =>
      this.connection.getSignatureStatuses([signature], { searchTransactionHistory }),
    );
    if (statuses.ok) return statuses.value;
    this.lastReadError = statuses.error;
    return undefined;
  }

  /** The slot at which the transaction was found to be too old; undefined where it is not, or nobody knows. */
  private async askExpiry(): Promise<number | undefined> {
    const epoch = await this.ask(() => this.connection.getEpochInfo(this.commitment));
    if (!epoch.ok) {
      this.lastReadError = epoch.error;
      return undefined;
    }
    this.lastHeardAt = this.clock.now();
    const { blockHeight, absoluteSlot } = epoch.value;
    return blockHeight !== undefined && blockHeight > this.transaction.lastValidBlockHeight ? absoluteSlot : undefined;
  }

  /** The result, where the status is as sure as was asked for. */
  private async settle(statuses: Statuses | undefined): Promise<ConfirmedTransaction | undefined> {
    if (statuses === undefined) return undefined;
    const status = statuses.value[0] ?? null;
    // A status below "confirmed" may vanish with its fork: then it is sent again.
    this.onChain = status !== null;
    if (status === null) return undefined;
    if (!this.reportedSeen) {
      this.reportedSeen = true;
      await this.options.onProgress?.({ stage: "seen", slot: status.slot, confirmation: confirmationOf(status) });
    }
    if (!hasReached(status, this.commitment)) return undefined;
    if (status.err === null) return { signature: this.transaction.signature, slot: status.slot };
    throw failureOf(this.transaction, status.err, await this.askLogs());
  }

  private async askLogs(): Promise<readonly string[]> {
    const config = { commitment: this.commitment, maxSupportedTransactionVersion: 0 };
    const found = await this.ask(() => this.connection.getTransaction(this.transaction.signature, config));
    return found.ok ? (found.value?.meta?.logMessages ?? []) : [];
  }

  private stopWhereAborted(): void {
    if (this.options.signal?.aborted) throw this.unknown(this.options.signal.reason);
  }

  private stopWhereSilent(): void {
    const silentFor = this.clock.now() - this.lastHeardAt;
    if (silentFor > (this.options.giveUpAfterMs ?? 120_000)) throw this.unknown(this.lastReadError);
  }

  private ask<T>(call: () => Promise<T>): Promise<Attempt<T>> {
    return attempt(this.clock, this.options.requestTimeoutMs ?? 15_000, this.options.signal, call);
  }

  private pause(): Promise<void> {
    return this.clock.sleep(this.options.pollIntervalMs ?? 1_000, this.options.signal);
  }
}

/**
 * Sends the same bytes again and again until the transaction has landed or its blockhash is too old, and answers which. Signs nothing.
 * Given the same transaction later, say after a crash, it answers the same: nothing is done twice.
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
