/** Time as sending sees it; tests give their own. */
export interface SendClock {
  /** Milliseconds from any fixed point; only differences count. */
  now(): number;
  /** Resolves after `ms` milliseconds, or as soon as `signal` aborts; never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: SendClock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) {
        resolve();
        return;
      }
      const done = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal?.addEventListener("abort", done);
    }),
};

/** Milliseconds that one call to a node may take, where nobody says otherwise. */
export const REQUEST_TIMEOUT_MS = 15_000;

/** A call's answer, or why there is none. */
export type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/**
 * Makes one call to a node and never throws: an answer that does not come within `ms`, or before `signal` aborts, is no answer. A node that hangs must
 * not keep the others from being asked.
 */
export async function attempt<T>(
  clock: SendClock,
  ms: number,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<Attempt<T>> {
  const finished = new AbortController();
  const stop = (): void => finished.abort();
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  const timeout = clock
    .sleep(ms, finished.signal)
    .then((): Attempt<T> => ({ ok: false, error: new Error(`The node did not answer within ${ms} ms`) }));
  const answer = Promise.resolve()
    .then(call)
    .then(
      (value): Attempt<T> => ({ ok: true, value }),
      (error: unknown): Attempt<T> => ({ ok: false, error }),
    );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    signal?.removeEventListener("abort", stop);
    finished.abort();
  }
}
