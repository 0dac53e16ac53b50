import { formatDecimal } from "./decimal";
import { InvalidInputError } from "./inputErrors";
import { assertU8 } from "./integers";
import { divide, type Rounding } from "./rounding";

/** A non-negative ratio, exactly as computed: not reduced. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * A ratio in plain decimal notation, for people: decide by the ratio itself. "floor" never shows a coverage of 0.99999
 * as 1. Canonical: without trailing zeros behind the point.
 *
 * @param input `decimals`: digits behind the point at most, u8
 * @throws InvalidInputError where the ratio is negative or has no value, `decimals` is no u8, or `rounding` none
 */
export function formatRatio(
  { numerator, denominator }: Ratio,
  input: { readonly decimals: number; readonly rounding: Rounding },
): string {
  assertU8(input.decimals, "decimals");
  if (numerator < 0n) throw new InvalidInputError("numerator", numerator, "0n or more");
  if (denominator <= 0n) throw new InvalidInputError("denominator", denominator, "more than 0n");
  const units = divide(numerator * 10n ** BigInt(input.decimals), denominator, input.rounding);
  return formatDecimal({ units, scale: input.decimals });
}
