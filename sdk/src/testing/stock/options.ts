import type { Keypair } from "@solana/web3.js";
import { InvalidInputError } from "../../core/inputErrors";
import type { StartVmOptions } from "../startVm";
import { completeEntry, type EntryAttributes } from "./allowlist";
import { toRaw, type TestAmount } from "./amount";
import { CASH_DECIMALS } from "./cash";
import { testKeypair } from "./keys";
import { completeLimits, SHARE_DECIMALS, type ListingOptions } from "./listing";

const SOL_DECIMALS = 9;
const USA = 840;
const DEFAULT_ATTESTED = "1000000";
const DEFAULT_SOL = "10";

/** What a wallet has when the test begins. */
export interface WalletOptions {
  /** Tokens of the stock, for shares that arrived for it and were minted through the gate; without them it has no token account. */
  readonly shares?: TestAmount | undefined;
  /** Dollars; without them it has no account of them. */
  readonly cash?: TestAmount | undefined;
  /** "10" by default. */
  readonly sol?: TestAmount | undefined;
  /** What differs from an active Swiss person with every permission; null: not on the allowlist. */
  readonly entry?: Partial<EntryAttributes> | null | undefined;
}

/** A stock, and what its attestors have stated. */
export interface StockOptions extends ListingOptions {
  /** Shares of the first round; null: there is none yet, and nothing can be minted. "1000000" by default. */
  readonly attestedShares?: TestAmount | null | undefined;
}

export interface StartStockVmOptions<Name extends string = string> extends StartVmOptions, StockOptions {
  /** ISO 3166-1 numeric codes whose holders are refused; [840], the USA, by default. */
  readonly blockedJurisdictions?: readonly number[] | undefined;
  /** Who takes part, by names of the test's own. */
  readonly wallets?: Readonly<Record<Name, WalletOptions>> | undefined;
}

/** A wallet as it is to be, all in raw units. */
export interface PlannedWallet {
  readonly name: string;
  readonly key: Keypair;
  readonly shares: bigint;
  readonly cash: bigint;
  readonly lamports: bigint;
  readonly entry: EntryAttributes | null;
}

/** Everything that is wrong with them is said before anything is started. */
export interface Plan {
  readonly wallets: readonly PlannedWallet[];
  readonly blockedJurisdictions: readonly number[];
  readonly attested: bigint | null;
}

const LISTING = ["profile", "symbol", "name", "uri", "isin", "limits", "attestedShares"];
const VM = ["kind", "programs", "accounts", "time"];
const START = [...VM, ...LISTING, "blockedJurisdictions", "wallets"];
const WALLET = ["shares", "cash", "sol", "entry"];

/** A misspelt option would be a test of something else. */
function assertNamesOnly(options: object, names: readonly string[], of: string): void {
  if (typeof options !== "object" || (options as object | null) === null)
    throw new InvalidInputError(of, options, "an object");
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new InvalidInputError(`option of ${of}`, unknown, names.join(", "));
}

function planWallet([name, options]: readonly [string, WalletOptions]): PlannedWallet {
  if (name === "") throw new InvalidInputError("wallet's name", name, "some text");
  assertNamesOnly(options, WALLET, `wallet ${name}`);
  const { shares = 0n, cash = 0n, sol = DEFAULT_SOL, entry } = options;
  const planned = {
    name,
    key: testKeypair(`wallet ${name}`),
    shares: toRaw(shares, SHARE_DECIMALS, `shares of ${name}`),
    cash: toRaw(cash, CASH_DECIMALS, `cash of ${name}`),
    lamports: toRaw(sol, SOL_DECIMALS, `SOL of ${name}`),
    entry: entry === null ? null : completeEntry(entry),
  };
  if (planned.shares > 0n && planned.entry === null)
    throw new InvalidInputError(`entry of ${name}`, null, "one on the allowlist, since shares are minted to no other");
  return planned;
}

export function planStock(options: StockOptions): Pick<Plan, "attested"> {
  const { attestedShares = DEFAULT_ATTESTED } = options;
  return { attested: attestedShares === null ? null : toRaw(attestedShares, SHARE_DECIMALS, "attested shares") };
}

/** @throws InvalidInputError where an option is unknown or out of its range, or the gate would refuse the wallets' shares together */
export function plan(options: StartStockVmOptions): Plan {
  assertNamesOnly(options, START, "startStockVm");
  const { attested } = planStock(options);
  const wallets = Object.entries(options.wallets ?? {}).map(planWallet);
  const { supplyCap, mintRateCapacity } = completeLimits(options.limits);

  const total = wallets.reduce((sum, { shares }) => sum + shares, 0n);
  const refuseOver = (most: bigint, what: string): void => {
    if (total > most) throw new InvalidInputError("shares of all wallets, raw", total, `at most ${most}, ${what}`);
  };
  refuseOver(attested ?? 0n, "the attested shares");
  refuseOver(supplyCap, "the supply cap");
  refuseOver(mintRateCapacity, "what may be minted at once");
  return { wallets, blockedJurisdictions: options.blockedJurisdictions ?? [USA], attested };
}

/** @throws InvalidInputError */
export function assertStockOptions(options: StockOptions): void {
  assertNamesOnly(options, LISTING, "listStock");
}
