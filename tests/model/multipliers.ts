/** What a mint's multiplier means, in whole numbers of any size: written for the model, without a line of the SDK's or the programs' arithmetic. */
import type { Model, Stock } from "./state/model";
import type { StockMint } from "./state/stockMint";

export interface Rational {
  readonly numerator: bigint;
  /** Above 0. */
  readonly denominator: bigint;
}

const FRACTION_BITS = 52n;
const EXPONENT_BITS = 11n;
const BIAS = 1023n;
const BOUND = 4_096n;

/** 2 to a power that may be negative. */
const twoTo = (power: bigint): Rational =>
  power < 0n ? { numerator: 1n, denominator: 2n ** -power } : { numerator: 2n ** power, denominator: 1n };

/** The exponent of a double's last place (IEEE 754, binary64); null for what is no positive normal number. */
function lastPlaceOf(bits: bigint): bigint | null {
  const exponent = bits >> FRACTION_BITS;
  const isPositiveNormal = exponent > 0n && exponent < 2n ** EXPONENT_BITS - 1n;
  return isPositiveNormal ? exponent - BIAS - FRACTION_BITS : null;
}

/** The multiplier that a double's bits stand for; null outside 2^-12 <= f < 2^12. */
export function rationalOf(bits: bigint): Rational | null {
  const lastPlace = lastPlaceOf(bits);
  if (lastPlace === null) return null;
  const units = 2n ** FRACTION_BITS + (bits % 2n ** FRACTION_BITS);
  const { numerator, denominator } = twoTo(lastPlace);
  const value = { numerator: units * numerator, denominator };
  const isInDomain = value.numerator * BOUND >= value.denominator && value.numerator < value.denominator * BOUND;
  return isInDomain ? value : null;
}

function inDomain(bits: bigint): Rational {
  const value = rationalOf(bits);
  if (value === null) throw new Error(`a multiplier outside of the domain: ${bits}`);
  return value;
}

export const isInDomain = (bits: bigint): boolean => rationalOf(bits) !== null;

/** The bits of a double, for the multipliers that acts think of. */
export function bitsOf(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0);
}

export const ONE_BITS = bitsOf(1);

/** The double nearest to a number of the domain: what an honest officer computes. */
export function nearestBits(number: bigint, over: bigint): bigint {
  let place = -64n;
  const unitsAt = (at: bigint): bigint => {
    const { numerator, denominator } = twoTo(-at);
    const [top, bottom] = [number * numerator, over * denominator];
    return (2n * top + bottom) / (2n * bottom);
  };
  while (unitsAt(place) >= 2n ** (FRACTION_BITS + 1n)) place += 1n;
  return (place + BIAS + FRACTION_BITS) * 2n ** FRACTION_BITS + unitsAt(place) - 2n ** FRACTION_BITS;
}

/** From the time on, that second included, it is the new one: nobody has to call anything. */
export const effectiveBits = (mint: StockMint, now: bigint): bigint =>
  now >= mint.newMultiplierFrom ? mint.newMultiplier : mint.multiplier;

/** raw x f <= shares. */
export function covers(raw: bigint, bits: bigint, shares: bigint): boolean {
  const { numerator, denominator } = inDomain(bits);
  return raw * numerator <= shares * denominator;
}

/** floor(shares / f), which may be more than a u64 holds. */
export function rawForShares(bits: bigint, shares: bigint): bigint {
  const { numerator, denominator } = inDomain(bits);
  return (shares * denominator) / numerator;
}

/** The fewest shares that cover so much: ceil(raw x f). */
export function sharesForRaw(bits: bigint, raw: bigint): bigint {
  const { numerator, denominator } = inDomain(bits);
  return (raw * numerator + denominator - 1n) / denominator;
}

/** 1 <= to / from <= 1.25. */
export function isDividend(from: bigint, to: bigint): boolean {
  const [before, after] = [inDomain(from), inDomain(to)];
  const [one, other] = [after.numerator * before.denominator, before.numerator * after.denominator];
  return other <= one && 4n * one <= 5n * other;
}

/** |to - from x p / q| <= one unit in the last place of `to`. */
export function isSplit(from: bigint, to: bigint, p: bigint, q: bigint): boolean {
  const [before, after, place] = [inDomain(from), inDomain(to), lastPlaceOf(to)];
  if (place === null) return false;
  const unit = twoTo(place);
  // All three over one denominator.
  const exact = before.numerator * p * after.denominator * unit.denominator;
  const stated = after.numerator * before.denominator * q * unit.denominator;
  const allowed = unit.numerator * before.denominator * q * after.denominator;
  const distance = exact > stated ? exact - stated : stated - exact;
  return distance <= allowed;
}

/** What the reserve is measured by: for a dividend the larger of before and after, until the next action; else the effective one. */
export function requiredBits(model: Model, { asset, mint }: Stock): bigint {
  const { kind, from, to } = model.assets.get(asset).action;
  if (kind === "Dividend") return from > to ? from : to; // positive doubles order like their bits
  return effectiveBits(model.mints.get(mint), model.now);
}
