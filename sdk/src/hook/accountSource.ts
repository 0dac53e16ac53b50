import type { PublicKey } from "@solana/web3.js";
import type { AccountReader, KnownAccount } from "../accounts/index";
import { readAccounts } from "../accounts/reader";

/** Accounts by address: given ones first, read ones behind them, each at most once. */
export class AccountSource {
  private readonly accounts = new Map<string, KnownAccount | null>();

  constructor(
    known: readonly KnownAccount[],
    private readonly reader: AccountReader | undefined,
  ) {
    for (const account of known) this.accounts.set(account.address.toBase58(), account);
  }

  /** Reads, in one call, those that are neither given nor read; none where there is no reader. */
  async load(addresses: readonly PublicKey[]): Promise<void> {
    const unknown = addresses.filter((address) => !this.accounts.has(address.toBase58()));
    if (this.reader === undefined || unknown.length === 0) return;
    const found = await readAccounts(this.reader, unknown);
    unknown.forEach((address, i) => {
      const account = found[i];
      this.accounts.set(address.toBase58(), account ? { address, owner: account.owner, data: account.data } : null);
    });
  }

  /** Undefined where it does not exist, or nobody has said what it is. */
  async get(address: PublicKey): Promise<KnownAccount | undefined> {
    await this.load([address]);
    return this.accounts.get(address.toBase58()) ?? undefined;
  }
}
