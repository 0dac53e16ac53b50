import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { I64_MAX, I64_MIN } from "../../../sdk/src/core/integers";
import {
  effectiveMultiplier,
  effectiveMultiplierBits,
  formatMultiplier,
  formatMultiplierExact,
  multiplierFromBits,
  multiplierFromDecimal,
  MultiplierOutOfRangeError,
  splitMultiplier,
  type Multiplier,
} from "../../../sdk/src/core/multiplier";
import { bitsOfDouble, doubleOfBits, HIGHEST_BITS, LOWEST_BITS, multipliers } from "./arbitraries";
import { Rational } from "./rational";

const AAPLX = { shortest: "1.0026642075893797", bits: 0x3ff00ae99fc77550n };
const AAPLX_NEW = { shortest: "1.0032690125398187", bits: 0x3ff00d63cedf2e05n };

/** m × 2^e by repeated halving. */
function valueOf({ mantissa, exponent }: Multiplier): Rational {
  let value = Rational.of(mantissa);
  for (let i = exponent; i < 0; i++) value = value.times(Rational.of(1n, 2n));
  return value;
}

describe("multiplierFromBits", () => {
  test("1 is 2^52 × 2^-52", () => {
    expect(multiplierFromBits(0x3ff0000000000000n)).toEqual({
      bits: 0x3ff0000000000000n,
      mantissa: 1n << 52n,
      exponent: -52,
    });
  });

  test("mantissa × 2^exponent is the double, with 53 bits of mantissa", () => {
    fc.assert(
      fc.property(multipliers, (multiplier) => {
        expect(valueOf(multiplier)).toEqual(Rational.ofDouble(doubleOfBits(multiplier.bits)));
        expect(multiplier.mantissa.toString(2)).toHaveLength(53);
      }),
    );
  });

  test("2^-12 is the lowest and the double before 2^12 the highest", () => {
    expect(valueOf(multiplierFromBits(LOWEST_BITS))).toEqual(Rational.of(1n, 4096n));
    expect(valueOf(multiplierFromBits(HIGHEST_BITS)).compare(Rational.of(4096n))).toBeLessThan(0n);
    expect(() => multiplierFromBits(LOWEST_BITS - 1n)).toThrow(MultiplierOutOfRangeError);
    expect(() => multiplierFromBits(HIGHEST_BITS + 1n)).toThrow(MultiplierOutOfRangeError);
  });

  test.each([0, -0, -1, -0.5, 5e-324, Number.MIN_VALUE, 2 ** -1022, Infinity, -Infinity, NaN, Number.MAX_VALUE])(
    "%p is out of range",
    (value) => {
      expect(() => multiplierFromBits(bitsOfDouble(value))).toThrow(MultiplierOutOfRangeError);
    },
  );

  test("a refusal is an input error of its own name that keeps the bits", () => {
    expect(() => multiplierFromBits(0n)).toThrow(InvalidInputError);
    expect(() => multiplierFromBits(0n)).toThrow(
      expect.objectContaining({ name: "MultiplierOutOfRangeError", value: 0n }),
    );
    expect(() => multiplierFromBits(1n << 64n)).toThrow(InvalidInputError);
  });
});

describe("multiplierFromDecimal", () => {
  test("the real AAPLx multipliers have the bits the chain stores", () => {
    expect(multiplierFromDecimal(AAPLX.shortest).bits).toBe(AAPLX.bits);
    expect(multiplierFromDecimal(AAPLX_NEW.shortest).bits).toBe(AAPLX_NEW.bits);
  });

  test("it reads back the shortest and the exact string of every multiplier", () => {
    fc.assert(
      fc.property(multipliers, (multiplier) => {
        expect(multiplierFromDecimal(formatMultiplier(multiplier))).toEqual(multiplier);
        expect(multiplierFromDecimal(formatMultiplierExact(multiplier))).toEqual(multiplier);
      }),
    );
  });

  test("of all doubles it answers the nearest, and of two as near the even one", () => {
    const texts = fc
      .tuple(
        fc.integer({ min: 0, max: 4095 }),
        fc.string({ unit: fc.integer({ min: 0, max: 9 }).map(String), minLength: 4, maxLength: 40 }),
      )
      .map(([whole, fraction]) => `${whole}.${fraction}`)
      .filter((text) => Rational.ofDecimal(text).compare(Rational.of(1n, 4096n)) > 0n);
    fc.assert(
      fc.property(texts, (text) => {
        const exact = Rational.ofDecimal(text);
        const { bits } = multiplierFromDecimal(text);
        const error = exact.minus(Rational.ofDouble(doubleOfBits(bits))).abs();
        for (const neighbour of [bits - 1n, bits + 1n]) {
          const other = exact
            .minus(Rational.ofDouble(doubleOfBits(neighbour)))
            .abs()
            .compare(error);
          expect(other > 0n || (other === 0n && bits % 2n === 0n)).toBe(true);
        }
      }),
    );
  });

  test("a tie goes to the even mantissa, and the last of more than fifty digits breaks it", () => {
    const tie = "1.00000000000000011102230246251565404236316680908203125"; // 1 + 2^-53
    expect(multiplierFromDecimal(tie).bits).toBe(bitsOfDouble(1));
    expect(multiplierFromDecimal(`${tie}0000000001`).bits).toBe(bitsOfDouble(1) + 1n);
    const nextTie = "1.00000000000000033306690738754696212708950042724609375"; // 1 + 3 × 2^-53
    expect(multiplierFromDecimal(nextTie).bits).toBe(bitsOfDouble(1) + 2n);
  });

  test("what rounds into the domain is in it, what rounds out of it is not", () => {
    const halfStepBelowLowest = formatExactly(Rational.of(1n, 4096n).minus(Rational.of(1n, 2n ** 66n)));
    expect(multiplierFromDecimal(halfStepBelowLowest).bits).toBe(LOWEST_BITS);
    const farther = formatExactly(Rational.of(1n, 4096n).minus(Rational.of(9n, 2n ** 69n)));
    expect(() => multiplierFromDecimal(farther)).toThrow(MultiplierOutOfRangeError);
    const halfStepBelowLimit = formatExactly(Rational.of(4096n).minus(Rational.of(1n, 2n ** 42n)));
    expect(() => multiplierFromDecimal(halfStepBelowLimit)).toThrow(MultiplierOutOfRangeError);
    const nearer = formatExactly(Rational.of(4096n).minus(Rational.of(9n, 2n ** 45n)));
    expect(multiplierFromDecimal(nearer).bits).toBe(HIGHEST_BITS);
  });

  test.each(["0", "0.0001", "4096", "1000000"])("%s is out of range", (text) => {
    expect(() => multiplierFromDecimal(text)).toThrow(MultiplierOutOfRangeError);
  });

  test.each(["-1", "1e0", "", "NaN", "Infinity", `1.${"0".repeat(129)}`])("refuses %j", (text) => {
    expect(() => multiplierFromDecimal(text)).toThrow(InvalidInputError);
    expect(() => multiplierFromDecimal(text)).not.toThrow(MultiplierOutOfRangeError);
  });
});

describe("splitMultiplier", () => {
  const terms = fc.integer({ min: 1, max: 1000 });
  const ONE_SHARE = multiplierFromDecimal("1");

  test("a 10:1 split makes 1 a 10, a 1:8 reverse split makes it 0.125", () => {
    expect(formatMultiplier(splitMultiplier(ONE_SHARE, { numerator: 10, denominator: 1 }))).toBe("10");
    expect(formatMultiplier(splitMultiplier(ONE_SHARE, { numerator: 1, denominator: 8 }))).toBe("0.125");
  });

  test("it is the product as IEEE 754 divides and multiplies where one of the two terms is 1", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.9, max: 1.3, noNaN: true }), terms, (value, term) => {
        fc.pre(term > 1);
        const from = multiplierFromBits(bitsOfDouble(value));
        const up = splitMultiplier(from, { numerator: term, denominator: 1 });
        const down = splitMultiplier(from, { numerator: 1, denominator: term });
        expect([up.bits, down.bits]).toEqual([bitsOfDouble(value * term), bitsOfDouble(value / term)]);
      }),
    );
  });

  test("of all doubles it answers the nearest to the exact product, within the domain", () => {
    fc.assert(
      fc.property(multipliers, terms, terms, (from, numerator, denominator) => {
        fc.pre(numerator !== denominator);
        const exact = valueOf(from).times(Rational.of(BigInt(numerator), BigInt(denominator)));
        // One step inside, where no rounding leads across the border.
        fc.pre(exact.compare(Rational.ofDouble(doubleOfBits(LOWEST_BITS))) >= 0n);
        fc.pre(exact.compare(Rational.ofDouble(doubleOfBits(HIGHEST_BITS))) <= 0n);
        const { bits } = splitMultiplier(from, { numerator, denominator });
        const error = exact.minus(Rational.ofDouble(doubleOfBits(bits))).abs();
        for (const neighbour of [bits - 1n, bits + 1n]) {
          const other = exact
            .minus(Rational.ofDouble(doubleOfBits(neighbour)))
            .abs()
            .compare(error);
          expect(other > 0n || (other === 0n && bits % 2n === 0n)).toBe(true);
        }
      }),
    );
  });

  test.each([
    [0, 1],
    [1, 0],
    [1001, 1],
    [1, 1001],
    [1, 1],
    [7, 7],
    [1.5, 1],
    [-2, 1],
    [NaN, 1],
  ])("%p / %p is no split", (numerator, denominator) => {
    expect(() => splitMultiplier(ONE_SHARE, { numerator, denominator })).toThrow(InvalidInputError);
  });

  test("a split out of the domain is refused", () => {
    const [thousand, thousandth] = [
      { numerator: 1000, denominator: 1 },
      { numerator: 1, denominator: 1000 },
    ];
    expect(formatMultiplier(splitMultiplier(ONE_SHARE, thousand))).toBe("1000");
    expect(() => splitMultiplier(splitMultiplier(ONE_SHARE, thousand), thousand)).toThrow(MultiplierOutOfRangeError);
    expect(() => splitMultiplier(splitMultiplier(ONE_SHARE, thousandth), thousandth)).toThrow(
      MultiplierOutOfRangeError,
    );
  });
});

describe("formatting", () => {
  test("AAPLx prints as its API does, and exactly with every digit", () => {
    expect(formatMultiplier(multiplierFromBits(AAPLX.bits))).toBe(AAPLX.shortest);
    expect(formatMultiplierExact(multiplierFromBits(AAPLX.bits))).toBe(
      "1.002664207589379685714447987265884876251220703125",
    );
  });

  test("the exact string is the double's own value", () => {
    fc.assert(
      fc.property(multipliers, (multiplier) => {
        expect(Rational.ofDecimal(formatMultiplierExact(multiplier))).toEqual(valueOf(multiplier));
      }),
    );
  });

  test("the shortest string has at most 17 digits, no exponent, and none of its shorter forms reads back", () => {
    fc.assert(
      fc.property(multipliers, (multiplier) => {
        const text = formatMultiplier(multiplier);
        expect(text).toMatch(/^\d+(\.\d+)?$/);
        expect(text.replace(".", "").replace(/^0+/, "").length).toBeLessThanOrEqual(17);
        if (/\.\d{2,}$/.test(text)) expect(Number(text.slice(0, -1))).not.toBe(doubleOfBits(multiplier.bits));
      }),
    );
  });

  test("1 and 0.000244140625 print without a point and without an exponent", () => {
    expect(formatMultiplier(multiplierFromBits(bitsOfDouble(1)))).toBe("1");
    expect(formatMultiplierExact(multiplierFromBits(bitsOfDouble(1)))).toBe("1");
    expect(formatMultiplier(multiplierFromBits(LOWEST_BITS))).toBe("0.000244140625");
  });
});

describe("effectiveMultiplier", () => {
  const schedule = {
    multiplierBits: AAPLX.bits,
    newMultiplierBits: AAPLX_NEW.bits,
    newMultiplierEffectiveTimestamp: 1_786_149_000n,
  };

  test("the new multiplier holds from its second on, the old one until the second before", () => {
    expect(formatMultiplier(effectiveMultiplier(schedule, 1_786_148_999n))).toBe(AAPLX.shortest);
    expect(formatMultiplier(effectiveMultiplier(schedule, 1_786_149_000n))).toBe(AAPLX_NEW.shortest);
    expect(effectiveMultiplierBits(schedule, I64_MIN)).toBe(AAPLX.bits);
    expect(effectiveMultiplierBits(schedule, I64_MAX)).toBe(AAPLX_NEW.bits);
  });

  test("only the multiplier in force has to be within the domain", () => {
    const broken = { ...schedule, newMultiplierBits: 0n };
    expect(effectiveMultiplier(broken, 1_786_148_999n).bits).toBe(AAPLX.bits);
    expect(() => effectiveMultiplier(broken, 1_786_149_000n)).toThrow(MultiplierOutOfRangeError);
  });

  test("refuses times that are no i64", () => {
    expect(() => effectiveMultiplierBits(schedule, I64_MAX + 1n)).toThrow(InvalidInputError);
    // @ts-expect-error milliseconds as a number, the commonest mistake
    expect(() => effectiveMultiplierBits(schedule, Date.now())).toThrow(InvalidInputError);
  });
});

/** A fraction whose denominator is a power of two, as a plain decimal. */
function formatExactly(value: Rational): string {
  const digits = (value.n * 10n ** 80n) / value.d;
  const text = digits.toString().padStart(81, "0");
  return `${text.slice(0, -80)}.${text.slice(-80)}`;
}
