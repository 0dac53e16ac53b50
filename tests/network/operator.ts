import {
  type ConfirmedTransaction,
  SendAbortedError,
  sendPrepared,
  sendSigned,
  type SignedTransaction,
  TransactionExpiredError,
  TransactionFailedError,
  UnknownOutcomeError,
} from "@backstock/sdk";
import type { Connection } from "@solana/web3.js";
import type { VirtualClock } from "../harness/virtualClock";
import type { Dice } from "./dice";
import type { Errand } from "./errands";

/** What sending has said of one signed transaction. */
export type Verdict = "landed" | "failed" | "expired" | "unknown" | "not sent";

export interface Signed {
  readonly errand: Errand;
  readonly transaction: SignedTransaction;
  verdict: Verdict;
  /** Where it landed, as sending says. */
  slot: number | undefined;
}

/** What became of an errand. "refused": a simulation failed; "given up": the node could not be asked, or sent too late, again and again. */
export type Ending = "landed" | "failed" | "refused" | "unknown" | "given up";

const ATTEMPTS = 6;
const RESUMPTIONS = 3;
const GIVE_UP_AFTER_MS = 60_000;

/**
 * Does errands as a careful program does: signs anew only what has expired or was never sent, and asks again about what is unknown, with the same
 * bytes. Now and then it loses patience, as a user does who closes the window, and comes back to it later.
 */
export class Operator {
  readonly signed: Signed[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly clock: VirtualClock,
    private readonly dice: Dice,
  ) {}

  async run(errand: Errand): Promise<Ending> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const ending = await this.attempt(errand);
      if (ending !== undefined) return ending;
      await this.clock.sleep(this.dice.between(200, 3_000));
    }
    return "given up";
  }

  /** Asks about one whose outcome is unknown, and sends it, again: the same bytes. */
  async resume(one: Signed, connection = this.connection): Promise<void> {
    const { transaction } = one;
    await this.judge(one, () =>
      sendSigned({ connection, transaction, clock: this.clock, giveUpAfterMs: GIVE_UP_AFTER_MS }),
    );
  }

  /** Undefined: nothing has been done, and it is to be tried again. */
  private async attempt(errand: Errand): Promise<Ending | undefined> {
    const { connection, clock } = this;
    const prepared = await errand.prepare(connection).catch(() => undefined);
    if (prepared === undefined) return undefined;
    const made: Signed[] = [];
    const sending = sendPrepared({
      ...{ connection, prepared, signers: [errand.signer], clock, signal: this.patience() },
      ...{ requestTimeoutMs: 10_000, giveUpAfterMs: GIVE_UP_AFTER_MS },
      onProgress(progress) {
        if (progress.stage !== "signed") return;
        made.push({ errand, transaction: progress.transaction, verdict: "not sent", slot: undefined });
      },
    });
    const failure = await sending.then(
      () => undefined,
      (error: unknown) => error,
    );
    const [one] = made;
    if (one === undefined) return failure instanceof TransactionFailedError ? "refused" : undefined;
    this.signed.push(one);
    await this.judge(one, () => sending);
    for (let again = 0; one.verdict === "unknown" && again < RESUMPTIONS; again++) {
      await clock.sleep(this.dice.between(100, 30_000));
      await this.resume(one);
    }
    return one.verdict === "expired" || one.verdict === "not sent" ? undefined : one.verdict;
  }

  private patience(): AbortSignal {
    const impatience = new AbortController();
    if (this.dice.oneIn(25)) void this.clock.sleep(this.dice.below(20_000)).then(() => impatience.abort());
    return impatience.signal;
  }

  private async judge(one: Signed, send: () => Promise<ConfirmedTransaction>): Promise<void> {
    try {
      one.slot = (await send()).slot;
      one.verdict = "landed";
      one.errand.landed();
    } catch (error) {
      one.verdict = verdictOf(error);
    }
  }
}

function verdictOf(error: unknown): Verdict {
  if (error instanceof TransactionFailedError) return "failed";
  if (error instanceof TransactionExpiredError) return "expired";
  if (error instanceof UnknownOutcomeError) return "unknown";
  if (error instanceof SendAbortedError) return "not sent";
  throw error;
}
