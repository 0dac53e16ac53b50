import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { formatRatio } from "../../../sdk/src/core/ratio";
import { Rational } from "./rational";

const naturals = fc.bigInt(0n, 1n << 200n);
const positives = fc.bigInt(1n, 1n << 200n);
const digits = fc.integer({ min: 0, max: 40 });

describe("formatRatio", () => {
  test("a coverage a share short of whole is never shown as whole with floor", () => {
    const ratio = { numerator: 999_999_999n, denominator: 1_000_000_000n };
    expect(formatRatio(ratio, { decimals: 4, rounding: "floor" })).toBe("0.9999");
    expect(formatRatio(ratio, { decimals: 4, rounding: "ceil" })).toBe("1");
    expect(formatRatio(ratio, { decimals: 9, rounding: "floor" })).toBe("0.999999999");
  });

  test("a ratio of whole numbers has no point, and one of no digits is whole", () => {
    expect(formatRatio({ numerator: 6n, denominator: 2n }, { decimals: 8, rounding: "floor" })).toBe("3");
    expect(formatRatio({ numerator: 7n, denominator: 2n }, { decimals: 0, rounding: "floor" })).toBe("3");
    expect(formatRatio({ numerator: 0n, denominator: 2n }, { decimals: 3, rounding: "ceil" })).toBe("0");
  });

  test("it is the ratio rounded as named, whatever its size", () => {
    fc.assert(
      fc.property(naturals, positives, digits, (numerator, denominator, decimals) => {
        const exact = Rational.of(numerator, denominator);
        const step = Rational.of(1n, 10n ** BigInt(decimals));
        const floor = Rational.ofDecimal(formatRatio({ numerator, denominator }, { decimals, rounding: "floor" }));
        const ceil = Rational.ofDecimal(formatRatio({ numerator, denominator }, { decimals, rounding: "ceil" }));
        expect(floor.compare(exact) <= 0n && exact.minus(floor).compare(step) < 0n).toBe(true);
        expect(ceil.compare(exact) >= 0n && ceil.minus(exact).compare(step) < 0n).toBe(true);
      }),
    );
  });

  test("it refuses what has no value", () => {
    const floor = { decimals: 2, rounding: "floor" } as const;
    expect(() => formatRatio({ numerator: 1n, denominator: 0n }, floor)).toThrow(InvalidInputError);
    expect(() => formatRatio({ numerator: -1n, denominator: 1n }, floor)).toThrow(InvalidInputError);
    expect(() => formatRatio({ numerator: 1n, denominator: 1n }, { decimals: -1, rounding: "floor" })).toThrow(
      InvalidInputError,
    );
  });
});
