import type { AccountInfo, Commitment, PublicKey } from "@solana/web3.js";
import { decodeOwned, isVacant } from "./fetch";
import type { AccountKind } from "./kind";
import { AccountNotFoundError } from "./notFound";
import { readAccounts, type AccountReader, type KnownAccount } from "./reader";

/** Accounts of whatever kinds that one call to the node has answered, so that all are of the same slot. */
export class AccountsTogether {
  constructor(private readonly accounts: ReadonlyMap<string, AccountInfo<Uint8Array> | null>) {}

  /** Whether anything is there; lamports sent to a vacant address are nothing. */
  has(address: PublicKey): boolean {
    return !isVacant(this.at(address));
  }

  /** The account's owner and data as they are. */
  known(address: PublicKey): KnownAccount | undefined {
    const account = this.at(address);
    return isVacant(account) ? undefined : { address, owner: account.owner, data: account.data };
  }

  /** @throws AccountNotFoundError where nothing is there */
  expectKnown(name: string, address: PublicKey): KnownAccount {
    const account = this.known(address);
    if (account === undefined) throw new AccountNotFoundError(name, address);
    return account;
  }

  /** @throws DecodeError where another kind of account is there */
  maybe<T>(kind: AccountKind<T>, address: PublicKey): T | undefined {
    const account = this.at(address);
    return isVacant(account) ? undefined : decodeOwned(kind, address, account);
  }

  /** @throws AccountNotFoundError where nothing is there, DecodeError where another kind of account is */
  expect<T>(kind: AccountKind<T>, address: PublicKey): T {
    const value = this.maybe(kind, address);
    if (value === undefined) throw new AccountNotFoundError(kind.name, address);
    return value;
  }

  private at(address: PublicKey): AccountInfo<Uint8Array> | null | undefined {
    return this.accounts.get(address.toBase58());
  }
}

/** Reads accounts in one call to the node, at most 100. */
export async function readTogether(
  reader: AccountReader,
  addresses: readonly PublicKey[],
  commitment?: Commitment,
): Promise<AccountsTogether> {
  const unique = [...new Map(addresses.map((address) => [address.toBase58(), address])).values()];
  const accounts = await readAccounts(reader, unique, commitment);
  return new AccountsTogether(new Map(unique.map((address, i) => [address.toBase58(), accounts[i] ?? null])));
}
