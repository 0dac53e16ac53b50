import { effectiveBits, isInDomain, rawForShares, requiredBits } from "./multipliers";
import { assetOfStock } from "./queries";
import { rawToCover } from "./reserve";
import type { Model, Stock } from "./state/model";

/** Raw: what the rate limit's bucket holds now. Its level falls by the refill each second, and never below 0. */
export function mintRateLevel(model: Model, stock: Stock): bigint {
  const { mintRateLevel: level, mintRateUpdatedAt, limits } = assetOfStock(model, stock);
  const elapsed = model.now > mintRateUpdatedAt ? model.now - mintRateUpdatedAt : 0n;
  const regained = elapsed * limits.mintRateRefill;
  return regained < level ? level - regained : 0n;
}

/** The edges of the mint gate: raw that reserve, cap and rate would each just let through; those that let anything through. */
export function mintableAtMost(model: Model, stock: Stock): readonly bigint[] {
  const { limits } = assetOfStock(model, stock);
  const { supply, ...mint } = model.mints.get(stock.mint);
  const bits = requiredBits(model, stock);
  const areInDomain = isInDomain(bits) && isInDomain(effectiveBits({ supply, ...mint }, model.now));
  const { shares } = model.attestations.get(stock.attestation);
  const covered = areInDomain ? rawForShares(bits, shares) - rawToCover(model, stock, 0n) : 0n;
  const rooms = [covered, limits.supplyCap - supply, limits.mintRateCapacity - mintRateLevel(model, stock)];
  return rooms.filter((room) => room > 0n);
}
