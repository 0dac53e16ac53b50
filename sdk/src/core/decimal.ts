import { InvalidInputError } from "./inputErrors";

/** `units / 10^scale`, exactly. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

// u128 has 39 digits; the bound keeps a hostile string from becoming a slow BigInt.
const PLAIN_DECIMAL = /^(0|[1-9][0-9]{0,38})(?:\.([0-9]+))?$/;

/**
 * Reads plain notation only: no sign, exponent, separator, space, leading zero or bare point.
 * @throws InvalidInputError also where there are more than `maxFractionDigits` digits behind the point, zeros included
 */
export function parseDecimal(text: string, what: string, maxFractionDigits: number): Decimal {
  const match = typeof text === "string" ? PLAIN_DECIMAL.exec(text) : null;
  if (match === null) {
    throw new InvalidInputError(what, text, "a plain, non-negative decimal number as a string, such as 12.5");
  }
  const [, whole = "", fraction = ""] = match;
  if (fraction.length > maxFractionDigits) {
    throw new InvalidInputError(what, text, `at most ${maxFractionDigits} digits behind the point`);
  }
  return { units: BigInt(whole + fraction), scale: fraction.length };
}

/**
 * `units / 10^scale` in canonical plain notation: no trailing zeros behind the point, no point without digits behind
 * it. `units` is not negative.
 */
export function formatDecimal({ units, scale }: Decimal): string {
  const digits = units.toString().padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
