import type { PublicKey } from "@solana/web3.js";
import { fetchMaybeAccount } from "../../accounts/fetch";
import { TOKEN_ACCOUNT } from "../../accounts/kinds";
import { findAssociatedTokenPda } from "../../core/pda";
import type { Sent } from "../send";
import type { TestAmount } from "./amount";
import { listStock, type ListedStock, type ListingOptions } from "./listing";
import { attest, mintTo, type AttestOptions } from "./reserve";
import type { TestIssuer, TestRegistry } from "./roles";
import { addressOf, type TestChain, type TestWallet } from "./testChain";

/** A listed stock token, and what a test most often does with it. */
export interface Stock extends ListedStock {
  /**
   * Two of the issuer's three attestors state the reserve, of now. Where the last round is of this very second, the clock is set to the next.
   * @returns the second statement's transaction, which makes the round
   */
  attest(shares: TestAmount, options?: AttestOptions): Promise<Sent>;
  /**
   * Shares have arrived for a wallet: the custodian records them, and the minter mints their tokens to its associated account, if the gate lets it.
   * @returns the transaction that mints
   */
  mintTo(wallet: TestWallet, shares: TestAmount): Promise<Sent>;
  /** Raw tokens in the wallet's associated account; 0n where there is none. */
  balanceOf(wallet: TestWallet): Promise<bigint>;
  /** Where the wallet's tokens are, or will be. */
  accountOf(wallet: TestWallet): PublicKey;
}

/** Lists a stock and, where shares are attested, has its first round made. */
export async function createStock(
  chain: TestChain,
  of: { readonly registry: TestRegistry; readonly issuer: TestIssuer },
  options: ListingOptions & { readonly symbol: string; readonly isin: string; readonly attested: bigint | null },
): Promise<Stock> {
  const listed = await listStock(chain, of, options);
  const { issuer } = of;
  let deposits = 0;
  const accountOf = (wallet: TestWallet): PublicKey =>
    findAssociatedTokenPda({ owner: addressOf(wallet), mint: listed.mint }).address;
  const stock: Stock = {
    ...listed,
    attest: (shares, more) => attest(chain, issuer, listed, shares, more),
    mintTo: (wallet, shares) => mintTo(chain, issuer, listed, { number: ++deposits, wallet, shares }),
    accountOf,
    async balanceOf(wallet) {
      const account = await fetchMaybeAccount(TOKEN_ACCOUNT, chain.vm, accountOf(wallet));
      return account?.amount ?? 0n;
    },
  };
  if (options.attested !== null) await stock.attest(options.attested);
  return stock;
}
