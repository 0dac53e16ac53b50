/** The accounts that nearly every instruction of custody names first: issuer, asset and mint. */
import type { Asset } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import type { Check } from "./attempt";
import type { Chance } from "./chance";
import { same } from "./keys";
import type { Model, Stock } from "./state/model";

export interface Place {
  readonly issuer: PublicKey;
  readonly asset: PublicKey;
  readonly mint: PublicKey;
}

export const PLACES = ["issuer", "asset", "mint"] as const;

/** Those of a stock token, one of them of another where that is what is spoiled. */
export function placeOf(model: Model, chance: Chance, stock: Stock, spoiled: string | null): Place {
  const { issuer, asset, mint } = stock;
  const of = (stocks: readonly Stock[]): Stock => chance.maybe(stocks) ?? stock;
  const others = model.stocks.filter((other) => other !== stock);
  switch (spoiled) {
    case "issuer":
      return { issuer: of(others.filter((other) => !same(other.issuer, issuer))).issuer, asset, mint };
    case "asset":
      return { issuer, asset: of(others).asset, mint };
    case "mint":
      return { issuer, asset, mint: of(others).mint };
    default:
      return { issuer, asset, mint };
  }
}

/** The asset that is named, which may be another's. */
export const assetAt = (model: Model, { asset }: Place): Asset => model.assets.get(asset);

export const placeChecks = (model: Model, place: Place): readonly Check[] => [
  [same(assetAt(model, place).issuer, place.issuer), "WrongIssuer"],
  [() => same(assetAt(model, place).mint, place.mint), "WrongMint"],
];

/** What the printed history says of it. */
export const flaw = (spoiled: string | null): string => (spoiled === null ? "" : ` (flaw: ${spoiled})`);
