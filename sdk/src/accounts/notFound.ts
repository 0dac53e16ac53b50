import type { PublicKey } from "@solana/web3.js";

/** Nothing is at the address where an account was asked for. */
export class AccountNotFoundError extends Error {
  override readonly name: string = "AccountNotFoundError";

  /**
   * @param account what was looked for, e.g. "Asset"
   * @param address where
   */
  constructor(
    readonly account: string,
    readonly address: PublicKey,
  ) {
    super(`${account} ${address.toBase58()} does not exist`);
  }
}
