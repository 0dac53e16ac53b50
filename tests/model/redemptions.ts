/** What the acts about a redemption have in common: which one, whose accounts, and what has to hold of them. */
import { findRedemptionPda, type Redemption } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { entryAddress } from "./addresses";
import type { Check } from "./attempt";
import type { Chance } from "./chance";
import { same } from "./keys";
import { assetAt, type Place, placeOf } from "./places";
import { isBarred } from "./queries";
import type { Model, Stock } from "./state/model";
import type { Kept, Mutable } from "./state/store";

/** A redemption that somebody means, and the one that is really given, which is another where that is spoiled. */
export interface Subject {
  readonly stock: Stock;
  readonly meant: Mutable<Redemption>;
  readonly address: PublicKey;
  /** Undefined where nothing is at the address. */
  readonly given: Mutable<Redemption> | undefined;
  /** The stock token of the given one. */
  readonly givenStock: Stock;
  readonly place: Place;
  readonly escrow: PublicKey;
  /** For the printed history. */
  readonly called: string;
}

/** What of the accounts of a subject can be spoiled. */
export const SUBJECT_SPOILS = ["redemption", "ghost", "issuer", "asset", "mint", "escrow"] as const;

export const stockOfAsset = (model: Model, asset: PublicKey): Stock => {
  const found = model.stocks.find((stock) => same(stock.asset, asset));
  if (found === undefined) throw new Error(`no stock token has the asset ${asset.toBase58()}`);
  return found;
};

/** One of those that are ready for what comes; now and then one of the rest, which is what most of them are. */
export function pickReady<T>(chance: Chance, all: readonly T[], isReady: (one: T) => boolean): T | undefined {
  const ready = all.filter(isReady);
  const isUnready = chance.oneIn(6);
  return chance.maybe(isUnready ? all : ready);
}

export const pickRedemption = (
  model: Model,
  chance: Chance,
  isReady: (redemption: Redemption) => boolean,
): Kept<Redemption> | undefined => pickReady(chance, model.redemptions.all(), ({ value }) => isReady(value));

export function subjectOf(model: Model, chance: Chance, picked: Kept<Redemption>, spoiled: string | null): Subject {
  const stock = stockOfAsset(model, picked.value.asset);
  const { address, value: given } = givenInstead(model, chance, picked, spoiled);
  const others = model.stocks.filter((other) => other !== stock);
  const place = placeOf(model, chance, stock, spoiled);
  return {
    ...{ stock, meant: picked.value, address, given, place },
    givenStock: given === undefined ? stock : stockOfAsset(model, given.asset),
    escrow: spoiled === "escrow" ? (chance.maybe(others) ?? stock).escrow : stock.escrow,
    called: `${model.actors.call(picked.value.opener)}'s redemption ${String(picked.value.nonce)} of ${stock.symbol}`,
  };
}

function givenInstead(
  model: Model,
  chance: Chance,
  picked: Kept<Redemption>,
  spoiled: string | null,
): { address: PublicKey; value: Mutable<Redemption> | undefined } {
  if (spoiled === "ghost") {
    const { asset, opener } = picked.value;
    const nonce = freeNonce(model, asset, opener);
    return { address: findRedemptionPda({ asset, opener, nonce }).address, value: undefined };
  }
  if (spoiled !== "redemption") return picked;
  return chance.maybe(model.redemptions.all().filter(({ value }) => value !== picked.value)) ?? picked;
}

/** The least nonce under which the opener has no redemption of this asset. */
export function freeNonce(model: Model, asset: PublicKey, opener: PublicKey): bigint {
  let nonce = 0n;
  while (model.redemptions.has(findRedemptionPda({ asset, opener, nonce }).address)) nonce += 1n;
  return nonce;
}

/** The given redemption, in checks and effects that come after `exists`. */
export function presentOf({ given }: Subject): Mutable<Redemption> {
  if (given === undefined) throw new Error("asked of a redemption that is not there");
  return given;
}

/** The framework's, before all checks of ours: it looks whether an account that is written is long enough before it asks whose it is. */
export const exists = ({ given }: Subject): Check => [given !== undefined, "AccountDataTooSmall"];

export const isOfAsset = (subject: Subject): Check => [
  () => same(presentOf(subject).asset, subject.place.asset),
  "WrongRedemption",
];

export const isEscrow = (model: Model, { place, escrow }: Subject): Check => [
  () => same(assetAt(model, place).escrow, escrow),
  "WrongEscrow",
];

export const isNamed = (subject: Subject, sequence: bigint): Check => [
  () => presentOf(subject).sequence === sequence,
  "SequenceMismatch",
];

export const isOpen = (redemption: Redemption): boolean => redemption.endedAt === 0n;
export const isPayable = ({ status }: Redemption): boolean => status === "Pending" || status === "Processing";

export const notEnded = (subject: Subject): Check => [() => isOpen(presentOf(subject)), "RedemptionEnded"];

export const payable = (subject: Subject): readonly Check[] => [
  [() => presentOf(subject).status !== "Rejected", "RedemptionRejected"],
  notEnded(subject),
];

export const hasPayout = (subject: Subject): Check => [() => presentOf(subject).payout !== "Unnamed", "PayoutUnnamed"];

/** Raw that is in escrow for it. */
export const openAmount = (redemption: Redemption): bigint =>
  isOpen(redemption) ? redemption.amount - redemption.settled : 0n;

/** The owner's entry as it is given, which is another wallet's where that is spoiled. */
export function ownerEntryOf(
  model: Model,
  chance: Chance,
  { stock, meant }: Subject,
  spoiled: string | null,
): PublicKey {
  const { holders, outsiders } = model.actors;
  const others = [...holders, ...outsiders].filter(({ publicKey }) => !same(publicKey, meant.owner));
  const wallet = spoiled === "entry" ? (chance.maybe(others)?.publicKey ?? meant.owner) : meant.owner;
  return entryAddress(stock.registry, wallet);
}

/** The entry is the owner's, who is neither suspended nor revoked. */
export const notBarred = (model: Model, subject: Subject, entry: PublicKey): readonly Check[] => {
  const owner = (): PublicKey => presentOf(subject).owner;
  return [
    [() => same(entry, entryAddress(subject.stock.registry, owner())), "WrongEntry"],
    [() => !isBarred(model, subject.stock.registry, owner()), "HolderNotActive"],
  ];
};

/** It keeps no gate shut any more. */
export function clearFlag(model: Model, redemption: Mutable<Redemption>): void {
  if (redemption.flagged === 0) return;
  redemption.flagged = 0;
  model.assets.get(redemption.asset).overdue -= 1n;
}

export function end(model: Model, redemption: Mutable<Redemption>, status: Redemption["status"]): void {
  redemption.status = status;
  redemption.endedAt = model.now;
  clearFlag(model, redemption);
}

/** What is open leaves the escrow unburned, and the redemption ends. Answers how much that was. */
export function endUnpaid(
  model: Model,
  subject: Subject,
  status: Redemption["status"],
  destination: PublicKey,
): bigint {
  const redemption = presentOf(subject);
  const amount = openAmount(redemption);
  model.tokens.get(subject.givenStock.escrow).amount -= amount;
  model.tokens.get(destination).amount += amount;
  model.assets.get(redemption.asset).escrowed -= amount;
  end(model, redemption, status);
  return amount;
}

/** Tokens of the escrow are burned and paid for; the last raw unit ends the redemption. */
export function settleSome(model: Model, subject: Subject, amount: bigint): void {
  const redemption = presentOf(subject);
  const asset = model.assets.get(redemption.asset);
  model.tokens.get(subject.givenStock.escrow).amount -= amount;
  model.mints.get(subject.givenStock.mint).supply -= amount;
  asset.escrowed -= amount;
  asset.redeemed += amount;
  redemption.settled += amount;
  if (redemption.settled === redemption.amount) end(model, redemption, "Settled");
}
