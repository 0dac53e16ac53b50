import { describe, expect, test } from "@jest/globals";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import {
  assertI64,
  assertU128,
  assertU64,
  assertU8,
  I64_MAX,
  I64_MIN,
  U128_MAX,
  U64_MAX,
} from "../../../sdk/src/core/integers";

const BIGINT_GUARDS = [
  { name: "assertU64", guard: assertU64, min: 0n, max: 18446744073709551615n },
  { name: "assertI64", guard: assertI64, min: -9223372036854775808n, max: 9223372036854775807n },
  { name: "assertU128", guard: assertU128, min: 0n, max: 340282366920938463463374607431768211455n },
] as const;

test("the constants are the types' edges", () => {
  expect([U64_MAX, I64_MIN, I64_MAX, U128_MAX]).toEqual([
    BIGINT_GUARDS[0].max,
    BIGINT_GUARDS[1].min,
    BIGINT_GUARDS[1].max,
    BIGINT_GUARDS[2].max,
  ]);
});

describe.each(BIGINT_GUARDS)("$name", ({ guard, min, max }) => {
  test("accepts both edges and refuses one past each", () => {
    expect(() => guard(min, "amount")).not.toThrow();
    expect(() => guard(max, "amount")).not.toThrow();
    expect(() => guard(min - 1n, "amount")).toThrow(InvalidInputError);
    expect(() => guard(max + 1n, "amount")).toThrow(InvalidInputError);
  });

  test.each([1, 1.5, NaN, "1", null, undefined, {}, 2 ** 53])("refuses %p, which is no bigint", (value) => {
    expect(() => guard(value, "amount")).toThrow(InvalidInputError);
  });
});

test("assertU8 accepts whole numbers from 0 to 255 and nothing else", () => {
  for (const value of [0, 8, 255]) expect(() => assertU8(value, "decimals")).not.toThrow();
  for (const value of [-1, 256, 1.5, NaN, 8n, "8", undefined])
    expect(() => assertU8(value, "decimals")).toThrow(InvalidInputError);
});

test("a refusal says what was given and what would do, and keeps both as fields", () => {
  const error = catchError(() => assertU64(12, "amount"));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(error).toMatchObject({
    name: "InvalidInputError",
    what: "amount",
    value: 12,
    expected: "a u64 as a bigint, 0 to 18446744073709551615",
    message: "amount: expected a u64 as a bigint, 0 to 18446744073709551615, got 12",
  });
});

test("a refusal's message shows neither the content of objects nor endless strings", () => {
  expect(catchError(() => assertU64({ secretKey: "hunter2" }, "amount")).message).toContain("got an object");
  expect(catchError(() => assertU64(Uint8Array.of(104, 117), "amount")).message).toContain("got 2 bytes");
  expect(catchError(() => assertU64("9".repeat(1000), "amount")).message.length).toBeLessThan(200);
});

function catchError(run: () => void): Error {
  try {
    run();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}
