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

  /** Whether it was given or read; that nothing is there counts as known. */
  knows(address: PublicKey): boolean {
    return this.accounts.has(address.toBase58());
  }

  /** Reads, in one call, those that are neither given nor read; none where there is no reader. */
  async load(addresses: readonly PublicKey[]): Promise<void> {
    const byAddress = new Map(addresses.map((address) => [address.toBase58(), address]));
    const unknown = [...byAddress.values()].filter((address) => !this.knows(address));
    if (this.reader === undefined || unknown.length === 0) return;
    const found = await readAccounts(this.reader, unknown);
    unknown.forEach((address, i) => {
      const account = found[i];
      this.accounts.set(address.toBase58(), account ? { address, owner: account.owner, data: account.data } : null);
    });
  }

  /** Undefined where it does not exist, or nobody has said what it is. Reads nothing. */
  peek(address: PublicKey): KnownAccount | undefined {
    return this.accounts.get(address.toBase58()) ?? undefined;
  }

  /** The same, read where it is not known. */
  async get(address: PublicKey): Promise<KnownAccount | undefined> {
    await this.load([address]);
    return this.peek(address);
  }
}
