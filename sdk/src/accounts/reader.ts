import type { AccountInfo, Commitment, GetMultipleAccountsConfig, PublicKey } from "@solana/web3.js";
import { DecodeError } from "../core/decodeError";

/** Where accounts are read from: a web3.js Connection, or anything that answers the same, such as a local VM. */
export interface AccountReader {
  /** The accounts at `keys`, in their order; null for a vacant one. */
  getMultipleAccountsInfo(keys: PublicKey[], commitment?: Commitment): Promise<(AccountInfo<Uint8Array> | null)[]>;
}

/** An AccountReader that can be asked for a part of every account's data, as web3.js's Connection and the local VMs can. */
export interface SlicingAccountReader extends AccountReader {
  /**
   * The accounts at `keys`, in their order; null for a vacant one. With a `dataSlice`, each account's data is what is
   * there of that part.
   */
  getMultipleAccountsInfo(
    keys: PublicKey[],
    commitmentOrConfig?: Commitment | GetMultipleAccountsConfig,
  ): Promise<(AccountInfo<Uint8Array> | null)[]>;
}

/** Asks for the first `length` bytes of every account only: data of that very length may go on. */
export function firstBytesOf(reader: SlicingAccountReader, length: number): AccountReader {
  return {
    getMultipleAccountsInfo: (keys, commitment) =>
      reader.getMultipleAccountsInfo(keys, { ...(commitment && { commitment }), dataSlice: { offset: 0, length } }),
  };
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
