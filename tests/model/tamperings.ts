/** What a thief, or a defect, could do to the accounts: each breaks one invariant. */
import type { Asset, Entry, Issuer, Redemption } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { entryAddress, tokenAddress } from "./addresses";
import { walletAt } from "./cast";
import type { Model, Stock } from "./state/model";
import type { Mutable } from "./state/store";
import type { StockAccount } from "./state/stockAccount";

export interface Tampering {
  readonly what: string;
  /** The act in whose transaction it happens; in one of its own where there is none. */
  readonly during?: string | undefined;
  readonly tamper: (model: Model) => void;
  /** What must be said of it. */
  readonly violates: string;
}

function stockIn({ stocks }: Model): Stock {
  const [first] = stocks;
  if (first === undefined) throw new Error("no stock token is listed");
  return first;
}

/** The asset; its sequence is raised, as an honest change would raise it. */
function changedAsset(model: Model): Mutable<Asset> {
  const asset = model.assets.get(stockIn(model).asset);
  asset.sequence += 1n;
  return asset;
}

function changedIssuer(model: Model): Mutable<Issuer> {
  const issuer = model.issuers.get(stockIn(model).issuer);
  issuer.sequence += 1n;
  return issuer;
}

function firstOf<T>(values: readonly { readonly value: T }[]): T {
  const [first] = values;
  if (first === undefined) throw new Error("there is none to tamper with");
  return first.value;
}

const redemptionIn = (model: Model): Mutable<Redemption> => firstOf(model.redemptions.all());
/** The entry of a holder who has nothing yet. */
const entryIn = (model: Model): Mutable<Entry> =>
  model.entries.get(entryAddress(stockIn(model).registry, poorIn(model).owner));

/** A holder's account with tokens in it. */
function richIn(model: Model): Mutable<StockAccount> {
  const { mint, escrow } = stockIn(model);
  const held = model.tokens.all().filter(({ address, value }) => value.mint.equals(mint) && !address.equals(escrow));
  return firstOf(held.filter(({ value }) => value.amount > 0n));
}

const accountOf = (model: Model, owner: PublicKey): Mutable<StockAccount> =>
  model.tokens.get(tokenAddress(owner, stockIn(model).mint));

/** Of a listed holder who has nothing yet. */
const poorIn = (model: Model): Mutable<StockAccount> => accountOf(model, walletAt(model.actors, 3));

/** A raw unit goes from one to another, whom the totals do not tell apart. */
function move(from: Mutable<StockAccount>, to: Mutable<StockAccount>): void {
  from.amount -= 1n;
  to.amount += 1n;
}

const DURING_A_MINT: readonly Tampering[] = (
  [
    ["the issuer has stopped mints", "while stopped", (model) => (changedIssuer(model).mintPaused = 1)],
    ["the asset is halted", "while stopped", (model) => (changedAsset(model).status = "Halted")],
    ["the token is paused", "while stopped", (model) => (model.mints.get(stockIn(model).mint).isPaused = true)],
    [
      "the registry is paused",
      "while the registry is paused",
      (model) => (model.registries.get(stockIn(model).registry).pausedUntil = model.now + 1n),
    ],
    ["a redemption is overdue", "while a redemption is overdue", (model) => (changedAsset(model).overdue = 1n)],
    [
      "the attestors are others",
      "by a round of other attestors",
      (model) => (changedIssuer(model).attestorEpoch += 1n),
    ],
    [
      "the round is old",
      "by an old round",
      (model) =>
        (model.attestations.get(stockIn(model).attestation).asOf =
          model.now - changedAsset(model).limits.maxAttestationAge - 1n),
    ],
    [
      "the round is of before an action",
      "by a round of before the event",
      (model) => (changedAsset(model).attestAfter = model.now + 1n),
    ],
    [
      "the cap is lower",
      "past the cap",
      (model) => {
        const asset = changedAsset(model);
        asset.limits = { ...asset.limits, supplyCap: 0n };
      },
    ],
    [
      "fewer shares are attested",
      "past the attested shares",
      (model) => (model.attestations.get(stockIn(model).attestation).shares = 0n),
    ],
  ] satisfies readonly (readonly [string, string, (model: Model) => void])[]
).map(([what, how, tamper]) => ({
  what: `minted, though ${what}`,
  during: "mint_deposit",
  tamper,
  violates: `invariant 2: minted ${how}`,
}));

export const TAMPERINGS: readonly [Tampering, ...Tampering[]] = [
  {
    what: "a holder's amount",
    violates: "invariant 1: the accounts are not the supply",
    tamper: (model) => void (richIn(model).amount += 1n),
  },
  {
    what: "the total minted",
    violates: "invariant 1: the totals are not the supply",
    tamper: (model) => void (changedAsset(model).minted += 1n),
  },
  {
    what: "the total escrowed",
    violates: "invariant 1: escrowed is not what is open",
    tamper: (model) => void (changedAsset(model).escrowed += 1n),
  },
  {
    what: "tokens out of the escrow",
    violates: "invariant 1: the escrow lacks tokens",
    tamper: (model) => move(model.tokens.get(stockIn(model).escrow), richIn(model)),
  },
  ...DURING_A_MINT,
  {
    what: "tokens of a wallet that is not listed",
    violates: "gained tokens without an active entry",
    tamper: (model) => move(richIn(model), accountOf(model, model.actors.outsiders[0].publicKey)),
  },
  {
    what: "an entry's status, and tokens",
    violates: "gained tokens without an active entry",
    tamper(model) {
      const entry = entryIn(model);
      entry.status = "Suspended";
      entry.version += 1_000n;
      move(richIn(model), poorIn(model));
    },
  },
  {
    what: "an entry's expiry, and tokens",
    violates: "invariant 3: an expired entry gained tokens",
    tamper(model) {
      const entry = entryIn(model);
      entry.expiresAt = model.now;
      entry.version += 1_000n;
      move(richIn(model), poorIn(model));
    },
  },
  {
    what: "the total redeemed",
    violates: "invariant 4: redeemed is not what was settled",
    tamper(model) {
      changedAsset(model).redeemed += 1n;
      model.mints.get(stockIn(model).mint).supply -= 1n;
      richIn(model).amount -= 1n;
    },
  },
  {
    what: "a deposit that is recorded again",
    violates: "invariant 4: a spent deposit has changed",
    tamper(model) {
      const [spent] = model.spentDeposits.all();
      const open = firstOf(model.deposits.all());
      if (spent === undefined) throw new Error("no deposit is spent");
      model.spentDeposits.remove(spent.address);
      model.deposits.put(spent.address, { ...open, bump: spent.value.bump });
    },
  },
  {
    what: "a redemption that is settled beyond its amount",
    violates: "invariant 4: more was settled than asked for",
    tamper(model) {
      const redemption = redemptionIn(model);
      redemption.settled = redemption.amount + 1n;
    },
  },
  {
    what: "a settlement that is taken back",
    violates: "invariant 4: what was settled is so no more",
    tamper: (model) => void (redemptionIn(model).settled -= 1n),
  },
  {
    what: "an asset's sequence that is taken back",
    violates: "invariant 5: Asset changed without a new sequence",
    tamper: (model) => void (model.assets.get(stockIn(model).asset).sequence -= 1n),
  },
  {
    what: "an issuer that is changed without an event",
    violates: "invariant 5: Issuer changed without a new sequence",
    tamper: (model) => void (model.issuers.get(stockIn(model).issuer).mintPaused = 1),
  },
  {
    what: "an entry's status",
    violates: "invariant 5: an entry changed without a new version",
    tamper: (model) => void (entryIn(model).status = "Revoked"),
  },
  {
    what: "a round that is taken back",
    violates: "invariant 5: a round was taken back",
    tamper: (model) => void (model.attestations.get(stockIn(model).attestation).round -= 1n),
  },
  {
    what: "a round that is no newer than the last",
    violates: "invariant 5: a round is not newer than the last",
    tamper: (model) => void (model.attestations.get(stockIn(model).attestation).round += 1n),
  },
  {
    what: "tokens that no key has moved",
    violates: "invariant 6: tokens were taken by fewer than two keys",
    tamper: (model) => move(richIn(model), poorIn(model)),
  },
  {
    what: "a limit that is loosened",
    violates: "invariant 6: a limit was loosened at once",
    tamper(model) {
      const asset = changedAsset(model);
      asset.limits = { ...asset.limits, supplyCap: asset.limits.supplyCap + 1n };
    },
  },
  {
    what: "a key that is named",
    violates: "invariant 6: a key was named at once",
    tamper: (model) => void (changedIssuer(model).custodian = model.actors.outsiders[0].publicKey),
  },
  {
    what: "an escrow that gives nothing back",
    violates: "invariant 7:",
    tamper: (model) => void (model.tokens.get(stockIn(model).escrow).isFrozen = true),
  },
];
