import type {
  ActionApproval,
  Asset,
  Attestation,
  Change,
  CorporateAction,
  Deposit,
  Entry,
  Issuer,
  Redemption,
  Registry,
  RegistryLog,
  SpentDeposit,
  Underlying,
} from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import type { Actors } from "../actors";
import type { Store } from "./store";
import type { CashAccount, CashMint } from "./cash";
import type { StockMint } from "./stockMint";
import type { StockAccount } from "./stockAccount";
import type { Validation } from "./validation";

/** The addresses around one listed stock token. They never change; everything that does is in the stores. */
export interface Stock {
  readonly symbol: string;
  readonly profile: "hooked" | "open";
  readonly mint: PublicKey;
  readonly asset: PublicKey;
  readonly issuer: PublicKey;
  readonly registry: PublicKey;
  readonly attestation: PublicKey;
  readonly underlying: PublicKey;
  readonly escrow: PublicKey;
  readonly validation: PublicKey;
}

/** Everything that the chain must hold, by kind of account. The stores' values are the accounts' own fields. */
export interface Accounts {
  readonly registries: Store<Registry>;
  readonly logs: Store<RegistryLog>;
  readonly entries: Store<Entry>;
  readonly issuers: Store<Issuer>;
  readonly assets: Store<Asset>;
  readonly underlyings: Store<Underlying>;
  readonly attestations: Store<Attestation>;
  readonly deposits: Store<Deposit>;
  readonly spentDeposits: Store<SpentDeposit>;
  readonly redemptions: Store<Redemption>;
  readonly changes: Store<Change>;
  readonly actions: Store<CorporateAction>;
  readonly approvals: Store<ActionApproval>;
  /** Mints of stock tokens. */
  readonly mints: Store<StockMint>;
  /** Token accounts of stock tokens, the escrows among them. */
  readonly tokens: Store<StockAccount>;
  readonly cashMints: Store<CashMint>;
  /** Token accounts of cash mints. */
  readonly cash: Store<CashAccount>;
  readonly validations: Store<Validation>;
}

/** What no account says, and the invariants are about. */
export interface History {
  /** By mint's name: raw that holders have burned themselves. */
  readonly burned: Map<string, bigint>;
  /** By mint's name: raw that sweeps have burned. */
  readonly swept: Map<string, bigint>;
}

export interface Model extends Accounts {
  /** The chain's clock, unix seconds. */
  now: bigint;
  readonly actors: Actors;
  /** In the order of their listing. */
  readonly stocks: Stock[];
  readonly history: History;
  /** Lamports of `actors.banker`, who pays rents beside the fee payer: see state/rent.ts. */
  bankerLamports: bigint;
}
