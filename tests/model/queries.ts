/** What acts ask of the model again and again. */
import type { Asset, Entry, Issuer, Redemption } from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { entryAddress } from "./addresses";
import { same } from "./keys";
import type { Model, Stock } from "./state/model";
import type { Kept, Mutable } from "./state/store";

/** A wallet's entry; undefined where it is not listed. */
export const entryOf = (model: Model, registry: PublicKey, wallet: PublicKey): Mutable<Entry> | undefined =>
  model.entries.find(entryAddress(registry, wallet));

export const issuerOfStock = (model: Model, stock: Stock): Mutable<Issuer> => model.issuers.get(stock.issuer);
export const assetOfStock = (model: Model, stock: Stock): Mutable<Asset> => model.assets.get(stock.asset);

/** now >= expires_at; 0 is never. */
export const hasExpired = (model: Model, { expiresAt }: Entry): boolean => expiresAt !== 0n && model.now >= expiresAt;

/** Whether a registry blocks a jurisdiction: a bit each, ISO 3166-1 numeric. */
export function isBlocked(model: Model, registry: PublicKey, jurisdiction: number): boolean {
  const byte = model.registries.get(registry).blockedJurisdictions[jurisdiction >> 3] ?? 0;
  return ((byte >> (jurisdiction & 7)) & 1) === 1;
}

/** No entry, or an active one. */
export const isBarred = (model: Model, registry: PublicKey, wallet: PublicKey): boolean =>
  (entryOf(model, registry, wallet)?.status ?? "Active") !== "Active";

/** Wallets that have any of a stock token, in their associated account. */
export const owners = (model: Model, stock: Stock): readonly Keypair[] =>
  [...model.actors.holders, ...model.actors.outsiders].filter(({ publicKey }) =>
    model.tokens
      .all()
      .some(({ value }) => same(value.mint, stock.mint) && same(value.owner, publicKey) && value.amount > 0n),
  );

export const redemptionsOf = (model: Model, stock: Stock): readonly Kept<Redemption>[] =>
  model.redemptions.all().filter(({ value }) => same(value.asset, stock.asset));

/** Everybody who might try what they may not: a list to pick a wrong signer from. */
export const everybody = ({ actors }: Model): readonly Keypair[] => [
  ...actors.outsiders,
  ...actors.holders,
  ...actors.spares,
  ...actors.issuers.flatMap((issuer) => [
    issuer.authority,
    issuer.custodian,
    issuer.minter,
    issuer.redeemer,
    issuer.pauser,
    issuer.actionOfficer,
    issuer.complianceOfficer,
    ...issuer.attestors,
  ]),
  ...actors.registries.flatMap(({ authority, officer, pauser }) => [authority, officer, pauser]),
];
