import { InvalidInputError } from "./inputErrors";

/** Bytes of an ISIN, all ASCII (ISO 6166). */
export const ISIN_LENGTH = 12;

const FORM = /^[A-Z]{2}[A-Z0-9]{9}[0-9]$/;

/** ISO 6166: letters become two digits (A = 10), then Luhn over all digits, the check digit last. */
function luhnSum(isin: string): number {
  const digits = Array.from(isin, (character) => Number.parseInt(character, 36).toString()).join("");
  return Array.from(digits)
    .reverse()
    .map(Number)
    .reduce((sum, digit, position) => {
      const weighted = position % 2 === 0 ? digit : digit * 2;
      return sum + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
}

/** Whether `value` is an ISIN by form and check digit, in capitals. Says nothing about whether it was ever issued. */
export function isIsin(value: unknown): value is string {
  return typeof value === "string" && FORM.test(value) && luhnSum(value) % 10 === 0;
}

/**
 * The 12 ASCII bytes that the custody program stores and derives the Underlying account from; it checks the same form
 * and digit.
 * @throws InvalidInputError where `isin` is none
 */
export function isinToBytes(isin: string): Uint8Array {
  if (!isIsin(isin))
    throw new InvalidInputError("ISIN", isin, "an ISIN (ISO 6166) with its check digit, such as US0378331005");
  return Uint8Array.from(isin, (character) => character.charCodeAt(0));
}

/**
 * The ISIN in 12 bytes read from an account.
 * @throws InvalidInputError where they are none
 */
export function isinFromBytes(bytes: Uint8Array): string {
  const isin = String.fromCharCode(...bytes.subarray(0, ISIN_LENGTH));
  if (bytes.length !== ISIN_LENGTH || !isIsin(isin))
    throw new InvalidInputError("ISIN bytes", isin, "12 bytes of an ISIN");
  return isin;
}
