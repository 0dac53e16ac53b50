import { formatDecimal, parseDecimal } from "./decimal";
import { InvalidInputError } from "./inputErrors";
import { assertI64, assertU64 } from "./integers";
import type { Ratio } from "./ratio";
import { divideHalfEven } from "./rounding";

/**
 * A ScaledUiAmount multiplier f, exactly: f = mantissa × 2^exponent. It says how many shares one token stands for.
 * The domain is the custody program's: 2^-12 <= f < 2^12, so mantissa is in [2^52, 2^53) and exponent in [-64, -41].
 * Made by {@link multiplierFromBits} or {@link multiplierFromDecimal}.
 */
export interface Multiplier {
  /** The IEEE 754 binary64 bit pattern as a u64: what the mint and a deposit store. */
  readonly bits: bigint;
  readonly mantissa: bigint;
  readonly exponent: number;
}

/** A multiplier outside 2^-12 <= f < 2^12; the custody program refuses it under the same name. */
export class MultiplierOutOfRangeError extends InvalidInputError {
  override readonly name: string = "MultiplierOutOfRangeError";

  /** @param value the bits (bigint) or the decimal string that was refused */
  constructor(value: bigint | string) {
    super("multiplier", value, "a number f with 2^-12 <= f < 2^12");
  }
}

const MANTISSA_BITS = 52n;
const HIDDEN_BIT = 1n << MANTISSA_BITS;
// IEEE 754 binary64: value = (2^52 + fraction) × 2^(biased exponent - 1023 - 52).
const EXPONENT_BIAS = 1075;
const MIN_EXPONENT = -64;
const MAX_EXPONENT = -41;
// Twice what any multiplier needs: m × 2^-64 has at most 64 digits behind the point.
const MAX_INPUT_DIGITS = 128;
// custody's MAX_SPLIT_TERM (programs/custody/src/state/corporate_action.rs)
const MAX_SPLIT_TERM = 1000;

/**
 * The multiplier that 64 stored bits stand for.
 * @throws MultiplierOutOfRangeError outside the domain: zero, negative, subnormal, infinite and NaN included
 */
export function multiplierFromBits(bits: bigint): Multiplier {
  assertU64(bits, "multiplier bits");
  const multiplier = multiplierWithin(bits);
  if (multiplier === null) throw new MultiplierOutOfRangeError(bits);
  return multiplier;
}

/** The same of a u64 that has been read, which anybody may have written: null outside the domain. */
export function multiplierWithin(bits: bigint): Multiplier | null {
  // The sign is left in, so that a negative number has an exponent far above the domain.
  const exponent = Number(bits >> MANTISSA_BITS) - EXPONENT_BIAS;
  if (exponent < MIN_EXPONENT || exponent > MAX_EXPONENT) return null;
  return { bits, mantissa: (bits & (HIDDEN_BIT - 1n)) | HIDDEN_BIT, exponent };
}

/**
 * The double nearest to a decimal number, ties to even, as every IEEE 754 parser should answer it. Computed in
 * integers: ECMAScript's `Number(text)` is free to ignore digits after the twentieth (ECMA-262, RoundMVResult).
 *
 * @param text plain decimal notation, at most 128 digits behind the point
 * @throws InvalidInputError where `text` is no such number
 * @throws MultiplierOutOfRangeError where the nearest double is outside the domain
 */
export function multiplierFromDecimal(text: string): Multiplier {
  const { units, scale } = parseDecimal(text, "multiplier", MAX_INPUT_DIGITS);
  return nearestMultiplier({ numerator: units, denominator: 10n ** BigInt(scale) }, text);
}

/** The double nearest to a ratio, ties to even; `given` is what a refusal names. */
function nearestMultiplier({ numerator, denominator }: Ratio, given: string): Multiplier {
  // One step below the domain first: what is just under 2^-12 rounds on that finer grid, as it does in IEEE 754.
  for (let exponent = MIN_EXPONENT - 1; exponent <= MAX_EXPONENT; exponent++) {
    const mantissa = divideHalfEven(numerator << BigInt(-exponent), denominator);
    if (mantissa >= HIDDEN_BIT << 1n) continue;
    if (exponent < MIN_EXPONENT) break;
    return { bits: (BigInt(exponent + EXPONENT_BIAS) << MANTISSA_BITS) | (mantissa - HIDDEN_BIT), mantissa, exponent };
  }
  throw new MultiplierOutOfRangeError(given);
}

/**
 * So many tokens' worth of shares after a split for so many before: 10 / 1 is a 10:1 forward split, 1 / 8 a 1:8 reverse
 * split. Two different whole numbers from 1 to 1000.
 */
export interface SplitRatio {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The multiplier after a split: the double nearest to from × numerator / denominator, ties to even. The custody program
 * takes it and what is within one unit in its last place.
 * @throws InvalidInputError where the ratio is not of two different whole numbers from 1 to 1000
 * @throws MultiplierOutOfRangeError where the multiplier after it is outside of the domain
 */
export function splitMultiplier(from: Multiplier, { numerator, denominator }: SplitRatio): Multiplier {
  const isTerm = (term: number) => Number.isInteger(term) && term >= 1 && term <= MAX_SPLIT_TERM;
  const given = `${numerator}/${denominator}`;
  if (!isTerm(numerator) || !isTerm(denominator) || numerator === denominator) {
    throw new InvalidInputError("split", given, `two different whole numbers from 1 to ${MAX_SPLIT_TERM}`);
  }
  const exact = {
    numerator: from.mantissa * BigInt(numerator),
    denominator: BigInt(denominator) << BigInt(-from.exponent),
  };
  return nearestMultiplier(exact, `${formatMultiplier(from)} x ${given}`);
}

/** All digits of the multiplier, exactly: every double is a finite decimal. */
export function formatMultiplierExact({ mantissa, exponent }: Multiplier): string {
  // m × 2^-k = m × 5^k / 10^k
  return formatDecimal({ units: mantissa * 5n ** BigInt(-exponent), scale: -exponent });
}

/**
 * The shortest decimal that reads back as the same double, e.g. "1.0026642075893797", as explorers and APIs print it.
 * For display: it is ECMAScript's Number::toString, which asks for the fewest digits that round-trip and uses no
 * exponent within the domain.
 */
export function formatMultiplier({ bits }: Pick<Multiplier, "bits">): string {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, bits);
  return String(view.getFloat64(0));
}

/** The three fields of a mint's ScaledUiAmount configuration that decide which multiplier holds when. */
export interface MultiplierSchedule {
  readonly multiplierBits: bigint;
  readonly newMultiplierBits: bigint;
  /** Unix seconds, i64. */
  readonly newMultiplierEffectiveTimestamp: bigint;
}

/**
 * The bits in force at `unixTimestamp`: the new ones from their timestamp on, that second included. Nobody has to
 * call anything for it, and the stored fields are not rolled over (Token-2022,
 * ScaledUiAmountConfig::current_multiplier).
 *
 * @param unixTimestamp unix seconds, i64: the chain's clock, where a program decides by it
 * @throws InvalidInputError where a time is no i64
 */
export function effectiveMultiplierBits(schedule: MultiplierSchedule, unixTimestamp: bigint): bigint {
  assertI64(unixTimestamp, "unix timestamp");
  assertI64(schedule.newMultiplierEffectiveTimestamp, "new multiplier's effective timestamp");
  return unixTimestamp >= schedule.newMultiplierEffectiveTimestamp
    ? schedule.newMultiplierBits
    : schedule.multiplierBits;
}

/**
 * As {@link effectiveMultiplierBits}, as an exact number. The one not in force may be anything.
 * @throws MultiplierOutOfRangeError where the one in force is outside the domain
 */
export function effectiveMultiplier(schedule: MultiplierSchedule, unixTimestamp: bigint): Multiplier {
  return multiplierFromBits(effectiveMultiplierBits(schedule, unixTimestamp));
}
