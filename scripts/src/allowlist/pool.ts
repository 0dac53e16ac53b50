/**
 * Works off `items` with at most `width` at a time, each as soon as there is room for it. After a failure nothing new is
 * begun; what is under way is finished.
 *
 * @throws the first failure
 */
export async function inParallel<T>(
  width: number,
  items: AsyncIterator<T, void>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (failure === undefined) {
      try {
        const next = await items.next();
        if (next.done === true) return;
        await work(next.value);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failure !== undefined) throw failure.error;
}
