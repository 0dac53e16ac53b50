import { InvalidInputError } from "./inputErrors";

export const U64_MAX = (1n << 64n) - 1n;
export const I64_MIN = -(1n << 63n);
export const I64_MAX = (1n << 63n) - 1n;
export const U128_MAX = (1n << 128n) - 1n;

function assertBigIntWithin(
  value: unknown,
  what: string,
  type: string,
  min: bigint,
  max: bigint,
): asserts value is bigint {
  if (typeof value !== "bigint" || value < min || value > max) {
    throw new InvalidInputError(what, value, `${type} as a bigint, ${min} to ${max}`);
  }
}

/**
 * Refuses anything but a bigint from 0 to 2^64 - 1. A `number` is refused too: above 2^53 it no longer says what was
 * meant.
 * @throws InvalidInputError
 */
export function assertU64(value: unknown, what: string): asserts value is bigint {
  assertBigIntWithin(value, what, "a u64", 0n, U64_MAX);
}

/**
 * Refuses anything but a bigint from -2^63 to 2^63 - 1, such as unix seconds.
 * @throws InvalidInputError
 */
export function assertI64(value: unknown, what: string): asserts value is bigint {
  assertBigIntWithin(value, what, "an i64", I64_MIN, I64_MAX);
}

/**
 * Refuses anything but a bigint from 0 to 2^128 - 1.
 * @throws InvalidInputError
 */
export function assertU128(value: unknown, what: string): asserts value is bigint {
  assertBigIntWithin(value, what, "a u128", 0n, U128_MAX);
}

/**
 * Refuses anything but a whole `number` from 0 to 255, such as a mint's decimals.
 * @throws InvalidInputError
 */
export function assertU8(value: unknown, what: string): asserts value is number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > 255) {
    throw new InvalidInputError(what, value, "a u8 as a whole number, 0 to 255");
  }
}
