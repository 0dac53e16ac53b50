/** A registry and its log, as compliance's instructions name them. */
import type { Registry } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { logOf } from "./addresses";
import type { Check } from "./attempt";
import type { Chance } from "./chance";
import { same } from "./keys";
import type { Model } from "./state/model";
import type { Kept } from "./state/store";

/** Mostly one that stock tokens are listed under: those are the first two. */
export function registryFor(model: Model, chance: Chance): Kept<Registry> {
  const all = model.registries.all();
  const registry = chance.maybe(chance.oneIn(10) ? all : all.slice(0, 2));
  if (registry === undefined) throw new Error("the world begins with two registries");
  return registry;
}

/** The registry's log, or another's where that is what is spoiled. */
export function logFor(model: Model, registry: PublicKey, spoiled: string | null): PublicKey {
  const other = model.registries.all().find(({ address }) => !same(address, registry));
  return logOf(spoiled === "log" ? (other?.address ?? registry) : registry);
}

export const isRegistryLog = (registry: PublicKey, log: PublicKey): Check => [same(log, logOf(registry)), "WrongLog"];
