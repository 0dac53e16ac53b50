import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { formatAmount, parseAmount } from "../../../sdk/src/core/amounts";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { U64_MAX } from "../../../sdk/src/core/integers";
import { decimalsOfMints, u64s } from "./arbitraries";
import { Rational } from "./rational";

describe("formatAmount", () => {
  test.each([
    [1_250_000_000n, 8, "12.5"],
    [0n, 8, "0"],
    [1n, 8, "0.00000001"],
    [100_000_000n, 8, "1"],
    [1000n, 0, "1000"],
    [U64_MAX, 6, "18446744073709.551615"],
    [U64_MAX, 20, "0.18446744073709551615"],
  ])("%d raw units with %d decimals are %s", (raw, decimals, text) => {
    expect(formatAmount(raw, decimals)).toBe(text);
  });

  test("refuses amounts and decimals out of range", () => {
    expect(() => formatAmount(U64_MAX + 1n, 8)).toThrow(InvalidInputError);
    expect(() => formatAmount(-1n, 8)).toThrow(InvalidInputError);
    expect(() => formatAmount(1n, 256)).toThrow(InvalidInputError);
    expect(() => formatAmount(1n, 1.5)).toThrow(InvalidInputError);
  });
});

describe("parseAmount", () => {
  test.each([
    ["12.5", 8, 1_250_000_000n],
    ["12.50000000", 8, 1_250_000_000n],
    ["0", 8, 0n],
    ["1000", 0, 1000n],
    ["18446744073709.551615", 6, U64_MAX],
  ])("%s with %d decimals is %d raw units", (text, decimals, raw) => {
    expect(parseAmount(text, decimals)).toBe(raw);
  });

  test.each([
    "",
    " ",
    "1e3",
    "1E3",
    "-1",
    "-0",
    "+1",
    ".5",
    "5.",
    "1,000",
    "1_000",
    " 1",
    "1 ",
    "1\n",
    "0x10",
    "01",
    "00",
    "1.2.3",
    "NaN",
    "Infinity",
    "١",
  ])("refuses %j, which is not plain notation", (text) => {
    expect(() => parseAmount(text, 8)).toThrow(InvalidInputError);
  });

  test("refuses a number where a string is asked for", () => {
    // @ts-expect-error a JavaScript caller's mistake
    expect(() => parseAmount(12.5, 8)).toThrow(InvalidInputError);
  });

  test("refuses one digit more than the mint has decimals, even a zero", () => {
    expect(parseAmount("0.00000001", 8)).toBe(1n);
    expect(() => parseAmount("0.000000001", 8)).toThrow("at most 8 digits behind the point");
    expect(() => parseAmount("0.000000010", 8)).toThrow("at most 8 digits behind the point");
    expect(() => parseAmount("1.0", 0)).toThrow(InvalidInputError);
  });

  test("refuses one raw unit more than u64", () => {
    expect(parseAmount("184467440737.09551615", 8)).toBe(U64_MAX);
    expect(() => parseAmount("184467440737.09551616", 8)).toThrow(InvalidInputError);
    expect(() => parseAmount("9".repeat(10_000), 8)).toThrow(InvalidInputError);
  });
});

test("parseAmount reads back exactly what formatAmount wrote", () => {
  fc.assert(
    fc.property(u64s, decimalsOfMints, (raw, decimals) => parseAmount(formatAmount(raw, decimals), decimals) === raw),
  );
});

test("the string is the fraction raw / 10^decimals, and canonical", () => {
  fc.assert(
    fc.property(u64s, decimalsOfMints, (raw, decimals) => {
      const text = formatAmount(raw, decimals);
      expect(Rational.ofDecimal(text)).toEqual(Rational.of(raw, 10n ** BigInt(decimals)));
      expect(text).toMatch(/^(0|[1-9]\d*)(\.\d*[1-9])?$/);
    }),
  );
});
