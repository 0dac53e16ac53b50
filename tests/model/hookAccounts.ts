/** The accounts that an instruction of custody passes on to the hook when it moves tokens from or to the escrow. */
import type { PublicKey } from "@solana/web3.js";
import { entryAddress } from "./addresses";
import type { Check } from "./attempt";
import type { Chance } from "./chance";
import { same } from "./keys";
import type { Model, Stock } from "./state/model";

export interface HookAccounts {
  readonly registry: PublicKey;
  readonly escrowEntry: PublicKey;
  readonly validation: PublicKey;
}

export const HOOK_SPOILS = ["registry", "escrowEntry", "validation"] as const;

/** A stock token's, one of them another where that is what is spoiled. */
export function hookAccountsOf(model: Model, chance: Chance, stock: Stock, spoiled: string | null): HookAccounts {
  const { holders } = model.actors;
  const other = chance.maybe(model.stocks.filter(({ mint }) => !same(mint, stock.mint))) ?? stock;
  const registries = model.registries.all().filter(({ address }) => !same(address, stock.registry));
  return {
    registry: spoiled === "registry" ? (registries[0]?.address ?? stock.registry) : stock.registry,
    validation: spoiled === "validation" ? other.validation : stock.validation,
    escrowEntry: entryAddress(stock.registry, spoiled === "escrowEntry" ? holders[0].publicKey : stock.asset),
  };
}

export const isRegistry = ({ registry }: HookAccounts, stock: Stock): Check => [
  same(registry, stock.registry),
  "WrongRegistry",
];

/** What Token-2022 and the hook say to them, behind all checks of custody. The profile `open` has no use for them. */
export function hookChecks({ escrowEntry, validation }: HookAccounts, stock: Stock): readonly Check[] {
  if (stock.profile === "open") return [];
  return [
    [same(validation, stock.validation), "AccountsMissing", "compliance"],
    [same(escrowEntry, entryAddress(stock.registry, stock.asset)), "IncorrectAccount", "token-2022"],
  ];
}
