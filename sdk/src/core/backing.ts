import { InvalidInputError } from "./inputErrors";
import { assertU128, assertU64 } from "./integers";
import type { Multiplier } from "./multiplier";
import type { Ratio } from "./ratio";
import { divide, type Rounding } from "./rounding";

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

/** What a round of an attestation has to cover now. */
export interface BackedSupplyInput {
  /** Raw tokens of the mint, u64. */
  readonly supply: bigint;
  /** The asset's redeemed total now, raw, u128. */
  readonly redeemed: bigint;
  /** The redeemed total that the round states, raw, u128; at most the asset's. */
  readonly redeemedTotal: bigint;
}

/**
 * The raw tokens that a round's shares must cover: the supply, and what has been burned for cash since the shares were
 * counted, because those shares have been sold. The custody program's gate counts the same (programs/custody/src/gate.rs).
 * @throws InvalidInputError where a number is out of its range, or the round states more than the asset has redeemed
 */
export function backedSupply({ supply, redeemed, redeemedTotal }: BackedSupplyInput): bigint {
  assertU64(supply, "supply");
  assertU128(redeemed, "redeemed total of the asset");
  assertU128(redeemedTotal, "redeemed total of the round");
  if (redeemedTotal > redeemed) {
    throw new InvalidInputError("redeemed total of the round", redeemedTotal, `at most the asset's, ${redeemed}`);
  }
  return supply + redeemed - redeemedTotal;
}

/** What is held against what is issued. */
export interface Backing {
  /** Raw tokens to cover, u128: of a round, its backedSupply, with what a mint would add. */
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
 * inequality, of the backedSupply with what it would mint.
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
