import type { PublicKey } from "@solana/web3.js";
import type { KnownAccount } from "../../accounts/index";
import { InvalidInputError } from "../../core/inputErrors";

/** Accounts that the caller has read. One that they have not is asked for, never taken for missing. */
export class GivenAccounts {
  private readonly accounts: ReadonlyMap<string, KnownAccount>;

  constructor(accounts: readonly KnownAccount[]) {
    this.accounts = new Map(accounts.map((account) => [account.address.toBase58(), account]));
  }

  maybe(address: PublicKey): KnownAccount | undefined {
    return this.accounts.get(address.toBase58());
  }

  /**
   * @param what it is, for whoever left it out
   * @throws InvalidInputError where it was not given
   */
  get(address: PublicKey, what: string): KnownAccount {
    const account = this.maybe(address);
    if (account !== undefined) return account;
    throw new InvalidInputError("known", this.accounts.size, `the ${what} ${address.toBase58()} among them`);
  }
}
