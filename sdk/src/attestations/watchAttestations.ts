import type { AccountInfo, Finality, PublicKey } from "@solana/web3.js";
import { decodeOwned } from "../accounts/fetch";
import { fetchAttestation, type AccountReader } from "../accounts/index";
import { ATTESTATION } from "../accounts/kinds";
import { InvalidInputError } from "../core/inputErrors";
import { assertU64 } from "../core/integers";
import { latestRound, type AttestedRound } from "./attestedRound";
import { attestationAddress, type OfAttestation } from "./ofAttestation";

/** What watching asks of a node; web3.js's Connection is one. */
export interface AttestationFeed extends AccountReader {
  /** Calls back with every new state of the account, and answers the subscription's number. */
  onAccountChange(
    address: PublicKey,
    callback: (account: AccountInfo<Uint8Array>) => void,
    config: { readonly commitment: Finality },
  ): number;
  /** Ends the subscription of that number. */
  removeAccountChangeListener(id: number): Promise<void>;
}

/** A round that is newer than all before it. */
export interface RoundUpdate {
  readonly round: AttestedRound;
  /**
   * Rounds between the one before and this, which the account no longer held when it was read: fetchAttestationHistory
   * has them. 0 where none is missing, and for the first update, unless `afterRound` was given.
   */
  readonly missedRounds: bigint;
}

export type WatchAttestationsInput = OfAttestation & {
  /** Called once for every round, in their order, first of all for the one that holds when the watch begins. */
  readonly onRound: (update: RoundUpdate) => unknown;
  /**
   * Told of every read that failed, of data that is no attestation, and of whatever `onRound` throws, or its promise
   * where it is async. The watch goes on in any case, even where `onError` throws itself: nobody hears of that.
   */
  readonly onError: (error: unknown) => void;
  /** The last round that is known already, such as before a restart: only newer ones are told. */
  readonly afterRound?: bigint | undefined;
  /** How sure a round must be; "confirmed" without it. What is only "processed" may vanish, so it is never told. */
  readonly commitment?: Finality | undefined;
  /**
   * Milliseconds between two reads of the account; 30,000 without it. A node tells nothing of what has changed while the
   * connection was down, and web3.js does not tell when it is up again: reading finds it at the latest by then. A whole
   * number from 1 to 2,147,483,647, the most that a timer can wait.
   */
  readonly rereadIntervalMs?: number | undefined;
};

/**
 * Ends a watch: nothing is told, and nothing read, from the moment on that it is called. Resolves once the node has
 * been told as well, or after five seconds where it does not answer; never rejects. The socket is the connection's:
 * web3.js closes it half a second after its last subscription has ended, or goes on trying to reach a node that is
 * down.
 */
export type StopWatching = () => Promise<void>;

const LONGEST_TIMER_MS = 2 ** 31 - 1;
const STOP_WITHIN_MS = 5_000;

/**
 * Watches an asset's attestation by account subscription. Every new round is told once, whatever is delivered twice or
 * late. The account is read right after subscribing, so that nothing between the two is lost, and again from time to
 * time, because web3.js subscribes anew after a lost connection without a word about what was missed.
 *
 * @throws InvalidInputError where `afterRound` is no u64, or `rereadIntervalMs` nothing that a timer can wait
 */
export function watchAttestations(feed: AttestationFeed, input: WatchAttestationsInput): StopWatching {
  const { onRound, onError, commitment = "confirmed", rereadIntervalMs = 30_000 } = input;
  if (input.afterRound !== undefined) assertU64(input.afterRound, "after round");
  if (!Number.isInteger(rereadIntervalMs) || rereadIntervalMs < 1 || rereadIntervalMs > LONGEST_TIMER_MS) {
    throw new InvalidInputError("reread interval", rereadIntervalMs, `a whole number from 1 to ${LONGEST_TIMER_MS}`);
  }
  const address = attestationAddress(input);
  let lastRound = input.afterRound;
  let isWatching = true;

  function report(error: unknown): void {
    if (!isWatching) return;
    try {
      onError(error);
    } catch {
      // Nobody is left to tell, and an unhandled rejection would end the process.
    }
  }

  function take(latest: AttestedRound | null): void {
    if (!isWatching || latest === null || latest.round <= (lastRound ?? 0n)) return;
    const missedRounds = lastRound === undefined ? 0n : latest.round - lastRound - 1n;
    lastRound = latest.round;
    const handled = onRound({ round: latest, missedRounds });
    // An async function's failure is the handler's as well.
    if (handled instanceof Promise) handled.catch(report);
  }

  function onChange(account: AccountInfo<Uint8Array>): void {
    try {
      take(latestRound(decodeOwned(ATTESTATION, address, account)));
    } catch (error) {
      report(error);
    }
  }

  async function read(): Promise<void> {
    try {
      take(latestRound(await fetchAttestation(feed, address, commitment)));
    } catch (error) {
      report(error);
    }
  }

  const subscription = feed.onAccountChange(address, onChange, { commitment });
  void read();
  const timer = setInterval(() => void read(), rereadIntervalMs);

  return async () => {
    if (!isWatching) return;
    isWatching = false;
    clearInterval(timer);
    await settledWithin(STOP_WITHIN_MS, feed.removeAccountChangeListener(subscription));
  };
}

/** Resolves when `work` has succeeded or failed, and after `ms` at the latest. */
async function settledWithin(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work.catch(() => undefined), enough]);
  clearTimeout(timer);
}
