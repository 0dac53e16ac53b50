import { InvalidInputError } from "./inputErrors";

/** Which way an inexact division goes. Callers name it: a program rounds against whoever would gain. */
export type Rounding = "floor" | "ceil";

const ROUNDINGS: ReadonlySet<Rounding> = new Set(["floor", "ceil"]);

/**
 * `numerator / denominator` rounded; neither is negative, the denominator not zero.
 * @throws InvalidInputError where `rounding` is neither, which a JavaScript caller would otherwise never hear of
 */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (!ROUNDINGS.has(rounding)) throw new InvalidInputError("rounding", rounding, '"floor" or "ceil"');
  const quotient = numerator / denominator;
  return rounding === "ceil" && quotient * denominator !== numerator ? quotient + 1n : quotient;
}

/** `numerator / denominator` to the nearest, ties to even: how IEEE 754 rounds by default. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator;
  const twiceRest = (numerator - quotient * denominator) * 2n;
  const up = twiceRest > denominator || (twiceRest === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}
