/** What a promise was rejected with, which has to be of this class. */
export async function thrown<E extends Error>(
  type: abstract new (...args: never[]) => E,
  promise: Promise<unknown>,
): Promise<E> {
  const reason: unknown = await promise.then(
    () => new Error("nothing was thrown"),
    (error: unknown) => error,
  );
  if (reason instanceof type) return reason;
  throw reason;
}
