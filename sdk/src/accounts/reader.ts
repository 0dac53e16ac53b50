import type { AccountInfo, Commitment, PublicKey } from "@solana/web3.js";

/** Where accounts are read from: a web3.js Connection, or anything that answers the same, such as a local VM. */
export interface AccountReader {
  /** The accounts at `keys`, in their order; null for a vacant one. */
  getMultipleAccountsInfo(keys: PublicKey[], commitment?: Commitment): Promise<(AccountInfo<Uint8Array> | null)[]>;
}

/** Data that a caller knows an account to have, or to have soon, given instead of a read. */
export interface KnownAccount {
  readonly address: PublicKey;
  readonly owner: PublicKey;
  readonly data: Uint8Array;
}
