import type { AccountReader } from "@backstock/sdk";

export interface Counted<T> {
  readonly prepared: T;
  /** Calls to the node that it took. */
  readonly reads: number;
}

/** Prepares something and counts the calls to the node. */
export async function counted<T>(
  reader: AccountReader,
  prepare: (reader: AccountReader) => Promise<T>,
): Promise<Counted<T>> {
  let reads = 0;
  const prepared = await prepare({
    getMultipleAccountsInfo: (keys, commitment) => {
      reads += 1;
      return reader.getMultipleAccountsInfo(keys, commitment);
    },
  });
  return { prepared, reads };
}
