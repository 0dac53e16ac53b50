/** The limits of an asset: tightened at once, see changes.ts for the rest. */
import { createSetLimitsInstruction, type Limits } from "@backstock/sdk";
import { type Act, type Acts, type Check, judge } from "../attempt";
import type { Chance } from "../chance";
import { assetEvent } from "../events";
import { same } from "../keys";
import { assetAt, flaw, placeChecks, placeOf, PLACES } from "../places";
import { assetOfStock } from "../queries";
import { whoHas } from "../signers";
import type { Model, Stock } from "../state/model";

const WEEK = 7n * 86_400n;
const LONGEST_WINDOW = 30n * 86_400n;
const U64_MAX = 2n ** 64n - 1n;

export const LIMIT_NAMES = [
  "supplyCap",
  "maxAttestationAge",
  "redemptionWindow",
  "processingWindow",
  "minimumRedemption",
  "mintRateCapacity",
  "mintRateRefill",
] as const satisfies readonly [keyof Limits, ...(keyof Limits)[]];

export const sameLimits = (one: Limits, other: Limits): boolean =>
  LIMIT_NAMES.every((name) => one[name] === other[name]);

/** Cap and rate capacity above 0; an age of 1 second to 7 days; windows of 1 second to 30 days. */
export const limitsAreInRange = (limits: Limits): boolean =>
  limits.supplyCap > 0n &&
  limits.mintRateCapacity > 0n &&
  limits.maxAttestationAge >= 1n &&
  limits.maxAttestationAge <= WEEK &&
  [limits.redemptionWindow, limits.processingWindow].every((window) => window >= 1n && window <= LONGEST_WINDOW);

/** One limit out of its range. */
export function outOfRange(limits: Limits, chance: Chance): Limits {
  const wrong = [
    { supplyCap: 0n },
    { mintRateCapacity: 0n },
    { maxAttestationAge: 0n },
    { maxAttestationAge: -1n },
    { maxAttestationAge: WEEK + 1n },
    { redemptionWindow: 0n },
    { redemptionWindow: LONGEST_WINDOW + 1n },
    { processingWindow: 0n },
    { processingWindow: LONGEST_WINDOW + 1n },
  ];
  return { ...limits, ...chance.maybe(wrong) };
}

/** The bucket of the mint rate as it is now, regained at the old rate; then the new limits. */
export function putLimits(model: Model, stock: Stock, limits: Limits): void {
  const asset = assetOfStock(model, stock);
  asset.mintRateLevel = mintRateLevel(model, stock);
  asset.mintRateUpdatedAt = model.now;
  asset.limits = limits;
}

/** Raw, what counts as minted lately: it falls by the refill each second, to 0. */
export function mintRateLevel(model: Model, stock: Stock): bigint {
  const { mintRateLevel: level, mintRateUpdatedAt, limits } = assetOfStock(model, stock);
  const elapsed = model.now > mintRateUpdatedAt ? model.now - mintRateUpdatedAt : 0n;
  const regained = elapsed * limits.mintRateRefill;
  return regained >= level ? 0n : level - regained;
}

/** As it is, or smaller. Never so small for long that nothing can be minted or redeemed any more: changes make it larger again. */
function tightened(limits: Limits, chance: Chance): Limits {
  const name = chance.pick(LIMIT_NAMES);
  const least = name === "minimumRedemption" || name === "mintRateRefill" ? 0n : 1n;
  const present = limits[name];
  const smaller = chance.pick([present - present / 10n, present - 1n, (present * 2n) / 3n]);
  return { ...limits, [name]: smaller < least ? least : smaller };
}

const setLimits: Act = (model, chance) => {
  const stock = chance.maybe(model.stocks);
  if (stock === undefined) return null;
  const present = assetOfStock(model, stock).limits;
  const tighter = tightened(present, chance);
  const spoiled = chance.spoil("signer", "same", "looser", "range", ...PLACES);
  const raised = chance.pick(LIMIT_NAMES);
  const limits =
    spoiled === "same"
      ? present
      : spoiled === "looser"
        ? { ...tighter, [raised]: present[raised] + (present[raised] < U64_MAX / 2n ? 1n : 0n) }
        : spoiled === "range"
          ? outOfRange(present, chance)
          : tighter;
  const place = placeOf(model, chance, stock, spoiled);
  const issuer = model.issuers.get(place.issuer);
  const signer = whoHas(model, chance, issuer.authority, spoiled === "signer");
  const before = assetAt(model, place).limits;
  const isTighter: Check = [
    LIMIT_NAMES.every((name) => limits[name] <= before[name]) && !sameLimits(limits, before),
    "NotTighter",
  ];
  return {
    name: "set_limits",
    says: `${model.actors.call(signer.publicKey)} tightens limits of ${stock.symbol}: ${LIMIT_NAMES.filter(
      (name) => limits[name] !== present[name],
    )
      .map((name) => `${name} ${present[name]} to ${limits[name]}`)
      .join(", ")}${flaw(spoiled)}`,
    instructions: [createSetLimitsInstruction({ authority: signer.publicKey, ...place, limits })],
    signers: [signer],
    expected: judge("custody", [
      [same(signer.publicKey, issuer.authority), "NotAuthority"],
      ...placeChecks(model, place),
      isTighter,
      [limitsAreInRange(limits), "InvalidLimits"],
    ]),
    apply() {
      putLimits(model, stock, limits);
      return [assetEvent(model, stock, "LimitsSet", { limits })];
    },
  };
};

export const LIMITS_ACTS: Acts = { set_limits: { weight: 3, act: setLimits } };
