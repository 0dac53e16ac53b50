import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { coverage, isCovered, rawToShares, sharesToRaw } from "../../../sdk/src/core/backing";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";
import { U128_MAX, U64_MAX } from "../../../sdk/src/core/integers";
import { multiplierFromBits, multiplierFromDecimal } from "../../../sdk/src/core/multiplier";
import { doubleOfBits, LOWEST_BITS, multipliers, u64s } from "./arbitraries";
import { Rational } from "./rational";

const ONE = multiplierFromDecimal("1");
const AAPLX = multiplierFromDecimal("1.0026642075893797");

const exact = ({ bits }: { bits: bigint }): Rational => Rational.ofDouble(doubleOfBits(bits));

/** `run`'s value where the true answer is a u64; a typed refusal where it is not. */
function expectU64(answer: bigint, run: () => bigint): void {
  if (answer <= U64_MAX) expect(run()).toBe(answer);
  else expect(run).toThrow(InvalidInputError);
}

describe("sharesToRaw", () => {
  test("a thousand shares are a thousand tokens at 1, and fewer, rounded down, at AAPLx's multiplier", () => {
    expect(sharesToRaw(100_000_000_000n, ONE)).toBe(100_000_000_000n);
    expect(sharesToRaw(100_000_000_000n, AAPLX)).toBe(99_734_287_155n);
  });

  test("it is floor(shares / multiplier)", () => {
    fc.assert(
      fc.property(u64s, multipliers, (shares, multiplier) => {
        expectU64(Rational.of(shares).over(exact(multiplier)).floor(), () => sharesToRaw(shares, multiplier));
      }),
    );
  });

  test("what it mints is always covered, and one raw unit more never is", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 1n << 50n), multipliers, (shares, multiplier) => {
        const supply = sharesToRaw(shares, multiplier);
        expect(isCovered({ supply, shares, multiplier })).toBe(true);
        expect(isCovered({ supply: supply + 1n, shares, multiplier })).toBe(false);
      }),
    );
  });

  test("refuses shares and results beyond u64", () => {
    expect(() => sharesToRaw(U64_MAX + 1n, ONE)).toThrow(InvalidInputError);
    expect(() => sharesToRaw(U64_MAX, multiplierFromBits(LOWEST_BITS))).toThrow(InvalidInputError);
  });
});

describe("rawToShares", () => {
  test("it is the product rounded as named", () => {
    fc.assert(
      fc.property(u64s, multipliers, (raw, multiplier) => {
        const shares = Rational.of(raw).times(exact(multiplier));
        expectU64(shares.floor(), () => rawToShares(raw, multiplier, "floor"));
        expectU64(shares.ceil(), () => rawToShares(raw, multiplier, "ceil"));
      }),
    );
  });

  test("floor and ceil differ by one exactly where the product is not whole", () => {
    const half = multiplierFromDecimal("0.5");
    expect([rawToShares(4n, half, "floor"), rawToShares(4n, half, "ceil")]).toEqual([2n, 2n]);
    expect([rawToShares(5n, half, "floor"), rawToShares(5n, half, "ceil")]).toEqual([2n, 3n]);
  });
});

test("a rounding nobody defined is refused, not taken for floor", () => {
  // @ts-expect-error a JavaScript caller's mistake
  expect(() => rawToShares(5n, ONE, "up")).toThrow(InvalidInputError);
  // @ts-expect-error the same, left out
  expect(() => rawToShares(5n, ONE)).toThrow(InvalidInputError);
});

describe("isCovered", () => {
  test("equality passes and one share less does not", () => {
    expect(isCovered({ supply: 1000n, shares: 1000n, multiplier: ONE })).toBe(true);
    expect(isCovered({ supply: 1000n, shares: 999n, multiplier: ONE })).toBe(false);
    expect(isCovered({ supply: 0n, shares: 0n, multiplier: ONE })).toBe(true);
  });

  test("it compares exactly, where doubles would see no difference", () => {
    const supply = 2n ** 60n;
    expect(isCovered({ supply: supply + 1n, shares: supply, multiplier: ONE })).toBe(false);
    expect(Number(supply + 1n) <= Number(supply)).toBe(true);
  });

  test("it is supply × multiplier <= shares", () => {
    const near = fc.tuple(u64s, multipliers, fc.bigInt(-2n, 2n)).map(([supply, multiplier, off]) => {
      const shares = Rational.of(supply).times(exact(multiplier)).floor() + off;
      return { supply, multiplier, shares: shares < 0n ? 0n : shares > U64_MAX ? U64_MAX : shares };
    });
    fc.assert(
      fc.property(near, ({ supply, shares, multiplier }) => {
        const covered = Rational.of(supply).times(exact(multiplier)).compare(Rational.of(shares)) <= 0n;
        expect(isCovered({ supply, shares, multiplier })).toBe(covered);
      }),
    );
  });

  test("a supply up to u128 is answered, beyond it refused", () => {
    expect(isCovered({ supply: U128_MAX, shares: U64_MAX, multiplier: ONE })).toBe(false);
    expect(() => isCovered({ supply: U128_MAX + 1n, shares: 0n, multiplier: ONE })).toThrow(InvalidInputError);
    expect(() => isCovered({ supply: 0n, shares: U64_MAX + 1n, multiplier: ONE })).toThrow(InvalidInputError);
  });
});

describe("coverage", () => {
  test("it is shares over supply × multiplier", () => {
    fc.assert(
      fc.property(
        u64s.filter((supply) => supply > 0n),
        u64s,
        multipliers,
        (supply, shares, multiplier) => {
          const ratio = coverage({ supply, shares, multiplier });
          const expected = Rational.of(shares).over(Rational.of(supply).times(exact(multiplier)));
          expect(ratio && Rational.of(ratio.numerator, ratio.denominator)).toEqual(expected);
        },
      ),
    );
  });

  test("it is undefined where nothing is issued", () => {
    expect(coverage({ supply: 0n, shares: 5n, multiplier: ONE })).toBeUndefined();
  });
});
