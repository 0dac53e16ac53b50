import { formatDecimal, parseDecimal } from "./decimal";
import { InvalidInputError } from "./inputErrors";
import { assertU64, assertU8 } from "./integers";
import type { Multiplier } from "./multiplier";
import { divide, type Rounding } from "./rounding";

// A multiplier has at most 64 binary, hence 64 decimal, digits behind the point.
const MULTIPLIER_DIGITS = 64;

/**
 * What a holder of `raw` tokens sees: raw × multiplier in units of the security.
 * "exact" answers every digit (up to decimals + 64); "floor" and "ceil" round to the mint's decimals.
 *
 * Exact where Token-2022's own amount_to_ui_amount is not: that multiplies in f64, truncates and prints an f64, so
 * above 2^53 and here and there below, its last digits differ from "floor". Never decide by either string; decide by
 * raw units.
 *
 * @param raw raw tokens, u64
 * @param decimals the mint's decimals, u8
 * @returns canonical plain decimal notation
 * @throws InvalidInputError where an argument is out of range
 */
export function rawToUiAmount(
  raw: bigint,
  decimals: number,
  { mantissa, exponent }: Multiplier,
  rounding: Rounding | "exact",
): string {
  assertU64(raw, "raw amount");
  assertU8(decimals, "decimals");
  const product = raw * mantissa;
  if (rounding === "exact") {
    return formatDecimal({ units: product * 5n ** BigInt(-exponent), scale: decimals - exponent });
  }
  return formatDecimal({ units: divide(product, 1n << BigInt(-exponent), rounding), scale: decimals });
}

/**
 * The raw tokens that show as `text`: the inverse of {@link rawToUiAmount}. "exact" accepts only what some raw amount
 * shows exactly; "floor" and "ceil" answer the nearest raw amount at most, or at least, worth that. To read back a
 * string made with "floor" use "ceil", and the reverse: with a multiplier of 1 or more that answers the amount it was
 * made from.
 *
 * Token-2022's own try_ui_amount_into_amount parses and divides in f64 and truncates; this is exact.
 *
 * @param text plain decimal notation, at most decimals + 64 digits behind the point
 * @param decimals the mint's decimals, u8
 * @returns raw tokens, u64
 * @throws InvalidInputError where `text` is no such number, the result no u64, or "exact" was asked for and there is
 * no such amount
 */
export function uiAmountToRaw(
  text: string,
  decimals: number,
  { mantissa, exponent }: Multiplier,
  rounding: Rounding | "exact",
): bigint {
  assertU8(decimals, "decimals");
  const { units, scale } = parseDecimal(text, "UI amount", decimals + MULTIPLIER_DIGITS);
  const numerator = (units * 10n ** BigInt(decimals)) << BigInt(-exponent);
  const denominator = 10n ** BigInt(scale) * mantissa;
  if (rounding === "exact" && numerator % denominator !== 0n) {
    throw new InvalidInputError("UI amount", text, "a number that some raw amount shows exactly");
  }
  const raw = divide(numerator, denominator, rounding === "exact" ? "floor" : rounding);
  assertU64(raw, "UI amount in raw units");
  return raw;
}
