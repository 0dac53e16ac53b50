import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  type PriceBasis,
  quoteToRaw,
  quoteToUiAmount,
  rawToQuote,
  uiAmountToQuote,
  type Valuation,
} from "../../sdk/src/collateral/valuation";
import { InvalidInputError } from "../../sdk/src/core/inputErrors";
import { U128_MAX, U64_MAX } from "../../sdk/src/core/integers";
import type { Ratio } from "../../sdk/src/core/ratio";
import { decimalsOfMints, doubleOfBits, multipliers, u64s } from "../sdk/core/arbitraries";
import { Rational } from "../sdk/core/rational";

const TOKEN = 100_000_000n;
const DOLLAR = 1_000_000n;
/** A 10:1 split. */
const TEN: Ratio = { numerator: 10n, denominator: 1n };

const of = (changes: Partial<Valuation> = {}): Valuation => ({
  price: "187.25",
  basis: "per-raw-token",
  multiplier: TEN,
  decimals: 8,
  quoteDecimals: 6,
  rounding: "floor",
  ...changes,
});

/** The tests' own arithmetic, in lowest terms. */
const powerOfTen = (exponent: number): Rational => Rational.of(10n ** BigInt(exponent));
const rational = (value: string | Ratio): Rational =>
  typeof value === "string" ? Rational.ofDecimal(value) : Rational.of(value.numerator, value.denominator);

/** Dollars of so many tokens, by what each basis means. */
function worth(tokens: Rational, { price, basis, multiplier }: Valuation): Rational {
  const units = basis === "per-share" ? tokens.times(rational(multiplier!)) : tokens;
  return units.times(rational(price));
}

const prices: fc.Arbitrary<string | Ratio> = fc.oneof(
  fc
    .tuple(fc.bigInt(0n, 10n ** 7n), fc.bigInt(1n, 10n ** 18n - 1n))
    .map(([whole, fraction]) => `${whole}.${fraction.toString().padStart(18, "0")}`),
  fc.record({ numerator: fc.bigInt(1n, 10n ** 12n), denominator: fc.bigInt(1n, 10n ** 12n) }),
);

/** As an inspection answers it: the double, exactly, in lowest terms. */
const ratios: fc.Arbitrary<Ratio> = multipliers.map(({ bits }) => {
  const { n, d } = Rational.ofDouble(doubleOfBits(bits));
  return { numerator: n, denominator: d };
});

const valuations: fc.Arbitrary<Valuation> = fc.record({
  price: prices,
  basis: fc.constantFrom<PriceBasis>("per-raw-token", "per-share"),
  multiplier: ratios,
  decimals: decimalsOfMints,
  quoteDecimals: fc.integer({ min: 0, max: 9 }),
  rounding: fc.constantFrom("floor", "ceil"),
});

const rounded = (exact: Rational, { rounding }: Valuation): bigint =>
  rounding === "floor" ? exact.floor() : exact.ceil();

describe("rawToQuote", () => {
  test("after a 10:1 split one token is one token's price, and ten shares'", () => {
    expect(rawToQuote(TOKEN, of({ price: "1872.5", basis: "per-raw-token" }))).toBe(1_872_500_000n);
    expect(rawToQuote(TOKEN, of({ price: "187.25", basis: "per-share" }))).toBe(1_872_500_000n);
    expect(rawToQuote(TOKEN, of({ price: "187.25", basis: "per-raw-token" }))).toBe(187_250_000n);
  });

  test("a feed's integer and exponent are a price as they are", () => {
    const price = { numerator: 18_725_000_000n, denominator: 10n ** 8n };
    expect(rawToQuote(TOKEN, of({ price }))).toBe(187_250_000n);
  });

  test("it is raw × price × quote units, rounded once as the caller names", () => {
    fc.assert(
      fc.property(u64s, valuations, (raw, valuation) => {
        const tokens = Rational.of(raw).over(powerOfTen(valuation.decimals));
        const exact = worth(tokens, valuation).times(powerOfTen(valuation.quoteDecimals));
        const value = rounded(exact, valuation);
        if (value > U128_MAX) expect(() => rawToQuote(raw, valuation)).toThrow(InvalidInputError);
        else expect(rawToQuote(raw, valuation)).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  test("one raw unit is worth nothing rounded down and a quote unit rounded up", () => {
    expect(rawToQuote(1n, of({ price: "0.5" }))).toBe(0n);
    expect(rawToQuote(1n, of({ price: "0.5", rounding: "ceil" }))).toBe(1n);
    expect(rawToQuote(0n, of({ rounding: "ceil" }))).toBe(0n);
  });

  test("beyond u128 it refuses instead of answering", () => {
    const price = { numerator: U128_MAX, denominator: U64_MAX };
    const unscaled = { price, decimals: 0, quoteDecimals: 0 };
    expect(rawToQuote(U64_MAX, of(unscaled))).toBe(U128_MAX);
    expect(() => rawToQuote(U64_MAX, of({ ...unscaled, quoteDecimals: 1 }))).toThrow(InvalidInputError);
  });
});

describe("quoteToRaw", () => {
  test("a debt of 100 dollars takes so much that one raw unit less does not cover it", () => {
    const debt = 100n * DOLLAR;
    const raw = quoteToRaw(debt, of({ rounding: "ceil" }));
    expect(raw).toBe(53_404_540n);
    expect(rawToQuote(raw, of()) >= debt).toBe(true);
    expect(rawToQuote(raw - 1n, of()) >= debt).toBe(false);
  });

  test("rounded up, it is the least that covers the debt, whatever the price; rounded down, the most that it pays for", () => {
    let covering = 0;
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 24n), valuations, (debt, valuation) => {
        const perRaw = worth(Rational.of(1n).over(powerOfTen(valuation.decimals)), valuation).times(
          powerOfTen(valuation.quoteDecimals),
        );
        const exact = Rational.of(debt).over(perRaw);
        const raw = rounded(exact, valuation);
        if (raw > U64_MAX) {
          expect(() => quoteToRaw(debt, valuation)).toThrow(InvalidInputError);
          return;
        }
        expect(quoteToRaw(debt, valuation)).toBe(raw);
        if (valuation.rounding === "floor" || raw === 0n) return;
        covering++;
        expect(rawToQuote(raw, { ...valuation, rounding: "floor" }) >= debt).toBe(true);
        expect(rawToQuote(raw - 1n, { ...valuation, rounding: "floor" }) < debt).toBe(true);
      }),
      { numRuns: 500 },
    );
    expect(covering).toBeGreaterThan(50);
  });
});

describe("UI amounts", () => {
  test("after a 10:1 split ten units are one token", () => {
    expect(uiAmountToQuote("10", of({ basis: "per-share" }))).toBe(1_872_500_000n);
    expect(uiAmountToQuote("10", of({ basis: "per-raw-token" }))).toBe(187_250_000n);
    expect(quoteToUiAmount(187_250_000n, of({ basis: "per-raw-token" }))).toBe("10");
    expect(quoteToUiAmount(187_250_000n, of({ basis: "per-share" }))).toBe("1");
  });

  test("both ways are exact, rounded once", () => {
    const texts = fc
      .tuple(fc.bigInt(0n, 10n ** 10n), fc.bigInt(0n, 10n ** 12n - 1n))
      .map(([whole, fraction]) => `${whole}.${fraction.toString().padStart(12, "0")}`);
    fc.assert(
      fc.property(texts, fc.bigInt(0n, U64_MAX), valuations, (text, quote, valuation) => {
        const perUnit = worth(Rational.of(1n).over(rational(valuation.multiplier!)), valuation).times(
          powerOfTen(valuation.quoteDecimals),
        );
        const exact = Rational.ofDecimal(text).times(perUnit);
        expect(uiAmountToQuote(text, valuation)).toBe(rounded(exact, valuation));
        const scale = powerOfTen(valuation.decimals);
        const units = rounded(Rational.of(quote).over(perUnit).times(scale), valuation);
        expect(Rational.ofDecimal(quoteToUiAmount(quote, valuation))).toEqual(Rational.of(units).over(scale));
      }),
      { numRuns: 500 },
    );
  });
});

describe("refusals", () => {
  const unnamed = (changes: object): Valuation => ({ ...of(), ...changes });

  test.each([
    ["a price of zero", { price: "0" }],
    ["a price of 0.00", { price: "0.00" }],
    ["a negative price", { price: "-1" }],
    ["a price with an exponent", { price: "1e3" }],
    ["a price as a float", { price: 187.25 }],
    ["no price", { price: null }],
    ["a ratio of nothing", { price: { numerator: 0n, denominator: 1n } }],
    ["a ratio over nothing", { price: { numerator: 1n, denominator: 0n } }],
    ["a negative ratio over a negative one", { price: { numerator: -1n, denominator: -1n } }],
    ["a ratio of numbers", { price: { numerator: 1, denominator: 1 } }],
    ["no basis", { basis: undefined }],
    ["another basis", { basis: "per-token" }],
    ["no rounding", { rounding: undefined }],
    ["decimals of no u8", { decimals: 256 }],
    ["quote decimals of no u8", { quoteDecimals: -1 }],
    ["a multiplier that is not known", { basis: "per-share", multiplier: null }],
    ["a multiplier of zero", { basis: "per-share", multiplier: { numerator: 0n, denominator: 1n } }],
  ])("%s", (_, changes) => {
    expect(() => rawToQuote(TOKEN, unnamed(changes))).toThrow(InvalidInputError);
    expect(() => quoteToRaw(DOLLAR, unnamed(changes))).toThrow(InvalidInputError);
  });

  test("amounts out of range", () => {
    expect(() => rawToQuote(U64_MAX + 1n, of())).toThrow(InvalidInputError);
    expect(() => quoteToRaw(-1n, of())).toThrow(InvalidInputError);
    expect(() => uiAmountToQuote("-1", of())).toThrow(InvalidInputError);
    expect(() => quoteToUiAmount(U128_MAX + 1n, of())).toThrow(InvalidInputError);
  });

  test("a multiplier that is not known is refused only where it is needed", () => {
    const perToken = of({ basis: "per-raw-token", multiplier: null });
    const perShare = of({ basis: "per-share", multiplier: null });
    expect(rawToQuote(TOKEN, perToken)).toBe(187_250_000n);
    expect(uiAmountToQuote("1", perShare)).toBe(187_250_000n);
    expect(() => uiAmountToQuote("1", perToken)).toThrow("multiplier");
    expect(() => rawToQuote(TOKEN, perShare)).toThrow("multiplier");
  });
});
