import type { AccountInfo, Commitment, PublicKey } from "@solana/web3.js";
import { DecodeError } from "../core/decodeError";

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

/**
 * Asks a node for accounts.
 * @throws DecodeError where it answers fewer or more than were asked for: nobody knows which ones
 */
export async function readAccounts(
  reader: AccountReader,
  addresses: readonly PublicKey[],
  commitment?: Commitment,
): Promise<(AccountInfo<Uint8Array> | null)[]> {
  const accounts = await reader.getMultipleAccountsInfo([...addresses], commitment);
  if (accounts.length !== addresses.length) {
    throw new DecodeError("the node's answer", `${addresses.length} accounts`, accounts.length);
  }
  return accounts;
}
