import { assertU128, assertU64 } from "./integers";
import type { Multiplier } from "./multiplier";
import { divide, type Rounding } from "./rounding";

/** A non-negative ratio, exactly as computed: not reduced. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * The tokens that `shares` back: floor(shares / multiplier), as the custody program computes a deposit's amount.
 *
 * @param shares raw shares (the mint's decimals), u64
 * @returns raw tokens, u64
 * @throws InvalidInputError where `shares` or the result is no u64
 */
export function sharesToRaw(shares: bigint, { mantissa, exponent }: Multiplier): bigint {
  assertU64(shares, "shares");
  const raw = (shares << BigInt(-exponent)) / mantissa;
  assertU64(raw, "tokens for these shares");
  return raw;
}

/**
 * The shares that `raw` tokens stand for: raw × multiplier, rounded as named ("ceil" for what has to be held, "floor"
 * for what may be claimed).
 *
 * @param raw raw tokens, u64
 * @returns raw shares (the mint's decimals), u64
 * @throws InvalidInputError where `raw` or the result is no u64
 */
export function rawToShares(raw: bigint, { mantissa, exponent }: Multiplier, rounding: Rounding): bigint {
  assertU64(raw, "raw amount");
  const shares = divide(raw * mantissa, 1n << BigInt(-exponent), rounding);
  assertU64(shares, "shares for these tokens");
  return shares;
}

/** What is held against what is issued. */
export interface Backing {
  /** Raw tokens issued, u128: a supply, or a supply with what a mint would add. */
  readonly supply: bigint;
  /** Raw shares (the mint's decimals) attested, u64. */
  readonly shares: bigint;
  readonly multiplier: Multiplier;
}

function inWholeNumbers({ supply, shares, multiplier: { mantissa, exponent } }: Backing): Ratio {
  assertU128(supply, "supply");
  assertU64(shares, "shares");
  // supply × m × 2^-k against shares, both times 2^k: whole numbers on both sides.
  return { numerator: shares << BigInt(-exponent), denominator: supply * mantissa };
}

/**
 * Whether supply × multiplier <= shares, exactly; equality is covered. The custody program's gate decides by the same
 * inequality.
 * @throws InvalidInputError where `supply` is no u128 or `shares` no u64
 */
export function isCovered(backing: Backing): boolean {
  const { numerator, denominator } = inWholeNumbers(backing);
  return denominator <= numerator;
}

/**
 * shares / (supply × multiplier), exactly: covered is a ratio of at least 1. Undefined where nothing is issued, since
 * there is nothing to cover.
 * @throws InvalidInputError where `supply` is no u128 or `shares` no u64
 */
export function coverage(backing: Backing): Ratio | undefined {
  const ratio = inWholeNumbers(backing);
  return ratio.denominator === 0n ? undefined : ratio;
}
