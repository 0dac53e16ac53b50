import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { U64_MAX } from "../../../sdk/src/core/integers";
import { multiplierFromDecimal } from "../../../sdk/src/core/multiplier";
import { rawToUiAmount, uiAmountToRaw } from "../../../sdk/src/core/scaledAmounts";
import { decimalsOfMints, doubleOfBits, multipliers, u64s } from "./arbitraries";
import { Rational } from "./rational";

const ONE = multiplierFromDecimal("1");
const AAPLX = multiplierFromDecimal("1.0026642075893797");

const exact = ({ bits }: { bits: bigint }): Rational => Rational.ofDouble(doubleOfBits(bits));
const powerOfTen = (exponent: number): Rational => Rational.of(10n ** BigInt(exponent));

describe("rawToUiAmount", () => {
  test("one AAPLx shows as its multiplier, cut or raised at eight decimals", () => {
    expect(rawToUiAmount(100_000_000n, 8, AAPLX, "floor")).toBe("1.0026642");
    expect(rawToUiAmount(100_000_000n, 8, AAPLX, "ceil")).toBe("1.00266421");
    expect(rawToUiAmount(100_000_000n, 8, AAPLX, "exact")).toBe("1.002664207589379685714447987265884876251220703125");
    expect(rawToUiAmount(100_000_000n, 8, ONE, "exact")).toBe("1");
  });

  test("the exact string is raw × multiplier / 10^decimals", () => {
    fc.assert(
      fc.property(u64s, decimalsOfMints, multipliers, (raw, decimals, multiplier) => {
        const text = rawToUiAmount(raw, decimals, multiplier, "exact");
        expect(Rational.ofDecimal(text)).toEqual(Rational.of(raw).times(exact(multiplier)).over(powerOfTen(decimals)));
      }),
    );
  });

  test("floor and ceil are that number's neighbours with the mint's decimals", () => {
    fc.assert(
      fc.property(u64s, decimalsOfMints, multipliers, (raw, decimals, multiplier) => {
        const shares = Rational.of(raw).times(exact(multiplier));
        const shown = (rounding: "floor" | "ceil") =>
          Rational.ofDecimal(rawToUiAmount(raw, decimals, multiplier, rounding));
        expect(shown("floor")).toEqual(Rational.of(shares.floor()).over(powerOfTen(decimals)));
        expect(shown("ceil")).toEqual(Rational.of(shares.ceil()).over(powerOfTen(decimals)));
      }),
    );
  });

  test("where Token-2022's f64 arithmetic rounds a product up, floor does not follow it", () => {
    // ScaledUiAmountConfig::amount_to_ui_amount: trunc(amount as f64 × multiplier) / 10^decimals. 0.7 as a double is
    // less than 0.7.
    expect(Math.trunc(10 * 0.7)).toBe(7);
    expect(rawToUiAmount(10n, 0, multiplierFromDecimal("0.7"), "floor")).toBe("6");
  });

  test("refuses amounts and decimals out of range", () => {
    expect(() => rawToUiAmount(U64_MAX + 1n, 8, ONE, "exact")).toThrow(InvalidInputError);
    expect(() => rawToUiAmount(1n, -1, ONE, "exact")).toThrow(InvalidInputError);
  });
});

describe("uiAmountToRaw", () => {
  test("it reads back every exact string, however it rounds", () => {
    fc.assert(
      fc.property(
        u64s,
        decimalsOfMints,
        multipliers,
        fc.constantFrom("exact", "floor", "ceil"),
        (raw, decimals, multiplier, rounding) => {
          expect(uiAmountToRaw(rawToUiAmount(raw, decimals, multiplier, "exact"), decimals, multiplier, rounding)).toBe(
            raw,
          );
        },
      ),
    );
  });

  test("rounded the other way, it reads back a rounded string of a multiplier of at least 1", () => {
    const atLeastOne = multipliers.filter((multiplier) => exact(multiplier).compare(Rational.of(1n)) >= 0n);
    fc.assert(
      fc.property(u64s, decimalsOfMints, atLeastOne, (raw, decimals, multiplier) => {
        expect(uiAmountToRaw(rawToUiAmount(raw, decimals, multiplier, "floor"), decimals, multiplier, "ceil")).toBe(
          raw,
        );
        expect(uiAmountToRaw(rawToUiAmount(raw, decimals, multiplier, "ceil"), decimals, multiplier, "floor")).toBe(
          raw,
        );
      }),
    );
  });

  test("it is amount × 10^decimals / multiplier, rounded as named", () => {
    const texts = fc.tuple(fc.nat(), fc.nat()).map(([whole, fraction]) => `${whole}.${fraction}`);
    fc.assert(
      fc.property(texts, multipliers, (text, multiplier) => {
        const raw = Rational.ofDecimal(text).times(powerOfTen(6)).over(exact(multiplier));
        expect(uiAmountToRaw(text, 6, multiplier, "floor")).toBe(raw.floor());
        expect(uiAmountToRaw(text, 6, multiplier, "ceil")).toBe(raw.ceil());
        if (raw.d === 1n) expect(uiAmountToRaw(text, 6, multiplier, "exact")).toBe(raw.n);
        else expect(() => uiAmountToRaw(text, 6, multiplier, "exact")).toThrow(InvalidInputError);
      }),
    );
  });

  test("an amount no raw amount shows is refused as exact and answered rounded", () => {
    expect(() => uiAmountToRaw("1", 8, AAPLX, "exact")).toThrow("a number that some raw amount shows exactly");
    expect(uiAmountToRaw("1", 8, AAPLX, "floor")).toBe(99_734_287n);
    expect(uiAmountToRaw("1", 8, AAPLX, "ceil")).toBe(99_734_288n);
  });

  test("refuses other notation, more digits than an exact amount can have, and results beyond u64", () => {
    expect(() => uiAmountToRaw("1e3", 8, ONE, "floor")).toThrow(InvalidInputError);
    expect(uiAmountToRaw(`1.${"0".repeat(72)}`, 8, ONE, "floor")).toBe(100_000_000n);
    expect(() => uiAmountToRaw(`1.${"0".repeat(73)}`, 8, ONE, "floor")).toThrow("at most 72 digits");
    expect(uiAmountToRaw("18446744073709551615", 0, ONE, "exact")).toBe(U64_MAX);
    expect(() => uiAmountToRaw("18446744073709551616", 0, ONE, "exact")).toThrow(InvalidInputError);
  });
});
