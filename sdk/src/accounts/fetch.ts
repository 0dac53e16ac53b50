import { type AccountInfo, type Commitment, type PublicKey, SystemProgram } from "@solana/web3.js";
import { DecodeError } from "../core/decodeError";
import type { AccountKind } from "./kind";
import { AccountNotFoundError } from "./notFound";
import { readAccounts, type AccountReader } from "./reader";

/** The most accounts that Solana's JSON-RPC method getMultipleAccounts answers at once. */
export const MAX_ACCOUNTS_A_READ = 100;

/** What decides what an account is, whoever has read it. */
type AccountContent = Pick<AccountInfo<Uint8Array>, "owner" | "data">;

/** Anybody can send lamports to any address: a system account without data is as good as none. */
export function isVacant(account: AccountContent | null | undefined): account is null | undefined {
  return !account || (account.data.length === 0 && account.owner.equals(SystemProgram.programId));
}

export function decodeOwned<T>(kind: AccountKind<T>, address: PublicKey, account: AccountContent): T {
  if (!account.owner.equals(kind.programId)) {
    const what = `owner of ${kind.name} ${address.toBase58()}`;
    throw new DecodeError(what, kind.programId.toBase58(), account.owner.toBase58());
  }
  return kind.decode(account.data);
}

/**
 * Reads one account, or answers null where nothing is there.
 * @throws DecodeError where the account is another program's or not of this kind
 */
export async function fetchMaybeAccount<T>(
  kind: AccountKind<T>,
  reader: AccountReader,
  address: PublicKey,
  commitment?: Commitment,
): Promise<T | null> {
  const [account] = await readAccounts(reader, [address], commitment);
  return isVacant(account) ? null : decodeOwned(kind, address, account);
}

/**
 * Reads one account.
 * @throws AccountNotFoundError where nothing is there
 * @throws DecodeError where the account is another program's or not of this kind
 */
export async function fetchAccount<T>(
  kind: AccountKind<T>,
  reader: AccountReader,
  address: PublicKey,
  commitment?: Commitment,
): Promise<T> {
  const value = await fetchMaybeAccount(kind, reader, address, commitment);
  if (value === null) throw new AccountNotFoundError(kind.name, address);
  return value;
}

/**
 * Reads accounts of one kind, in the order of their addresses.
 * @throws AccountNotFoundError where nothing is at one of the addresses
 * @throws DecodeError where an account is another program's or not of this kind
 */
export async function fetchAllAccounts<T>(
  kind: AccountKind<T>,
  reader: AccountReader,
  addresses: readonly PublicKey[],
  commitment?: Commitment,
): Promise<T[]> {
  const values: T[] = [];
  for (let start = 0; start < addresses.length; start += MAX_ACCOUNTS_A_READ) {
    const part = addresses.slice(start, start + MAX_ACCOUNTS_A_READ);
    const accounts = await readAccounts(reader, part, commitment);
    part.forEach((address, i) => {
      const account = accounts[i];
      if (isVacant(account)) throw new AccountNotFoundError(kind.name, address);
      values.push(decodeOwned(kind, address, account));
    });
  }
  return values;
}
