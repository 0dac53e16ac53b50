import type { Keypair, Signer } from "@solana/web3.js";
import type { Sent } from "../send";
import { startVm } from "../startVm";
import type { Vm } from "../vm";
import { allow, listWallets, type EntryAttributes } from "./allowlist";
import type { TestAmount } from "./amount";
import { cashBalanceOf, createCash, giveCash, type TestCash } from "./cash";
import { testKeypair } from "./keys";
import { assertStockOptions, plan, planStock, type StartStockVmOptions, type StockOptions } from "./options";
import { createIssuer, createRegistry, type TestIssuer, type TestRegistry } from "./roles";
import { createStock, type Stock } from "./stock";
import { TestChain, type Sendable, type TestWallet } from "./testChain";

/** Apple Inc. */
const APPLE = { symbol: "AAPLx", isin: "US0378331005" } as const;
const PAYER_LAMPORTS = 10_000n * 10n ** 9n;
/** What the issuer pays redemptions from. */
const REDEEMER_CASH = "10000000";

/** A local chain with a stock that people hold; the stock's own functions are those of the first one. */
export interface StockVm<Name extends string = string> extends Stock {
  readonly vm: Vm;
  /** Pays the set-up's fees and rents, and holds no role. */
  readonly payer: Keypair;
  readonly registry: TestRegistry;
  readonly issuer: TestIssuer;
  /** The dollar that the issuer pays in. Its redeemer holds 10,000,000. */
  readonly cash: TestCash;
  /** By the names that were asked for. */
  readonly wallets: Readonly<Record<Name, Keypair>>;
  /**
   * Signs and sends what an action has prepared, or instructions, for which `payer` pays the fee. Whoever the set-up knows signs where a signature is
   * asked for: the payer, all roles, the wallets.
   *
   * @param signers whoever else has to sign
   * @throws BackstockError where the transaction fails
   * @throws InvalidInputError where a signer is missing, or one is given that need not sign
   */
  send(work: Sendable, signers?: readonly Signer[]): Promise<Sent>;
  /** Writes a wallet's entry, over the one there is: an active Swiss person with every permission, but for what is given. */
  allow(wallet: TestWallet, entry?: Partial<EntryAttributes>): Promise<Sent>;
  /** Gives dollars to a wallet's associated account, made where it is missing. */
  giveCash(wallet: TestWallet, amount: TestAmount): Promise<Sent>;
  /** Raw cash in the wallet's associated account; 0n where there is none. */
  cashOf(wallet: TestWallet): Promise<bigint>;
  /** Lists another stock of the same issuer, with a first round of 1,000,000 shares where nothing else is said. */
  listStock(options: StockOptions & { readonly symbol: string; readonly isin: string }): Promise<Stock>;
}

/**
 * Starts a local chain with a stock token on it, ready for a test: an allowlist, an issuer with three attestors, a dollar, a listed stock with an
 * attested reserve, and wallets that are allowlisted and hold what was asked for. All of it happens by the SDK's own actions on the real programs: tokens
 * are minted through the gate. Keys, addresses and the clock are the same in every run.
 *
 * @throws InvalidInputError where an option is unknown or out of its range, or asks for what the gate would refuse
 * @throws BackstockError where a program refuses an option
 * @throws Error where the VM's package is not installed
 */
export async function startStockVm<Name extends string = never>(
  options: StartStockVmOptions<Name> = {},
): Promise<StockVm<Name>> {
  const { wallets, blockedJurisdictions, attested } = plan(options);
  const vm = await startVm(options);
  const payer = testKeypair("payer");
  const chain = new TestChain(vm, payer);
  chain.remember(wallets.map(({ key }) => key));
  await vm.fund(payer.publicKey, PAYER_LAMPORTS);

  const cash = await createCash(chain);
  const registry = await createRegistry(chain, blockedJurisdictions);
  const issuer = await createIssuer(chain, registry, cash);
  await giveCash(chain, cash, issuer.redeemer, REDEEMER_CASH);
  const of = { registry, issuer };
  const stock = await createStock(chain, of, { ...options, ...named(options), attested });

  const entries = wallets.flatMap(({ key, entry }) => (entry === null ? [] : [{ wallet: key.publicKey, entry }]));
  await listWallets(chain, registry, entries);
  for (const { key, lamports, cash: amount, shares } of wallets) {
    await vm.fund(key.publicKey, lamports);
    if (amount > 0n) await giveCash(chain, cash, key, amount);
    if (shares > 0n) await stock.mintTo(key, shares);
  }

  return {
    ...stock,
    vm,
    payer,
    ...of,
    cash,
    wallets: Object.fromEntries(wallets.map(({ name, key }) => [name, key])) as Record<Name, Keypair>,
    send: (work, signers) => chain.send(work, signers),
    allow: (wallet, entry) => allow(chain, registry, wallet, entry),
    giveCash: (wallet, amount) => giveCash(chain, cash, wallet, amount),
    cashOf: (wallet) => cashBalanceOf(chain, cash, wallet),
    async listStock(more) {
      assertStockOptions(more);
      return createStock(chain, of, { ...more, ...planStock(more) });
    },
  };
}

/** A stock has a symbol and an ISIN; who names none of them means Apple's. */
function named({ symbol = APPLE.symbol, isin = APPLE.isin }: StockOptions): { symbol: string; isin: string } {
  return { symbol, isin };
}
