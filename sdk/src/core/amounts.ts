import { formatDecimal, parseDecimal } from "./decimal";
import { assertU64, assertU8 } from "./integers";

/**
 * Raw units of a token as the decimal string people read, without any multiplier: 1250000000n with 8 decimals is
 * "12.5". Canonical: equal amounts give equal strings.
 *
 * @param raw raw units, u64
 * @param decimals the mint's decimals, u8
 * @throws InvalidInputError where either is out of range
 */
export function formatAmount(raw: bigint, decimals: number): string {
  assertU64(raw, "raw amount");
  assertU8(decimals, "decimals");
  return formatDecimal({ units: raw, scale: decimals });
}

/**
 * The exact inverse of {@link formatAmount}: nothing is ever rounded.
 *
 * @param text plain decimal notation; "1e3", "-1", ".5", "1,000" and " 1" are refused
 * @param decimals the mint's decimals, u8
 * @returns raw units, u64
 * @throws InvalidInputError where `text` is not such a number, has more than `decimals` digits behind the point, or
 * exceeds u64 in raw units
 */
export function parseAmount(text: string, decimals: number): bigint {
  assertU8(decimals, "decimals");
  const { units, scale } = parseDecimal(text, "amount", decimals);
  const raw = units * 10n ** BigInt(decimals - scale);
  assertU64(raw, "amount in raw units");
  return raw;
}
