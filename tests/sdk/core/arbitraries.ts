import fc from "fast-check";
import { U64_MAX } from "../../../sdk/src/core/integers";
import { multiplierFromBits, type Multiplier } from "../../../sdk/src/core/multiplier";

/** The biased exponents of 2^-12 and of the last doubles below 2^12. */
const FIRST_EXPONENT = 1023n - 12n;
const LAST_EXPONENT = 1023n + 11n;

/** Bits of the smallest and of the largest double in the multiplier's domain. */
export const LOWEST_BITS = FIRST_EXPONENT << 52n;
export const HIGHEST_BITS = ((LAST_EXPONENT + 1n) << 52n) - 1n;

/** Over the bits, so that every exponent is as likely as the other; often near 1, where real multipliers are. */
export const multipliers: fc.Arbitrary<Multiplier> = fc
  .oneof(
    { weight: 3, arbitrary: fc.bigInt(LOWEST_BITS, HIGHEST_BITS) },
    { weight: 1, arbitrary: fc.double({ min: 0.9, max: 1.3, noNaN: true }).map(bitsOfDouble) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(LOWEST_BITS, HIGHEST_BITS, bitsOfDouble(1), bitsOfDouble(10), bitsOfDouble(0.1)),
    },
  )
  .map(multiplierFromBits);

export const u64s: fc.Arbitrary<bigint> = fc.oneof(
  fc.bigInt(0n, U64_MAX),
  fc.bigInt(0n, 10n ** 12n),
  fc.constantFrom(0n, 1n, U64_MAX),
);

export const decimalsOfMints: fc.Arbitrary<number> = fc.integer({ min: 0, max: 18 });

export function bitsOfDouble(value: number): bigint {
  return new BigUint64Array(new Float64Array([value]).buffer)[0] ?? 0n;
}

export function doubleOfBits(bits: bigint): number {
  return new Float64Array(new BigUint64Array([bits]).buffer)[0] ?? NaN;
}
