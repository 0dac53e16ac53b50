function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

/**
 * Exact fractions in lowest terms: the tests' own arithmetic. It shares nothing with the SDK's, which shifts and
 * never reduces.
 */
export class Rational {
  private constructor(
    readonly n: bigint,
    readonly d: bigint,
  ) {}

  static of(n: bigint, d = 1n): Rational {
    const sign = d < 0n ? -1n : 1n;
    const divisor = gcd(n < 0n ? -n : n, d < 0n ? -d : d);
    return new Rational((sign * n) / divisor, (sign * d) / divisor);
  }

  /** Doubling a double is exact, and every finite one is whole after enough of it. */
  static ofDouble(value: number): Rational {
    let doubled = value;
    let halvings = 1n;
    while (!Number.isInteger(doubled)) {
      doubled *= 2;
      halvings *= 2n;
    }
    return Rational.of(BigInt(doubled), halvings);
  }

  static ofDecimal(text: string): Rational {
    const [whole = "", fraction = ""] = text.split(".");
    return Array.from(fraction)
      .reduceRight((sum, digit) => sum.plus(Rational.of(BigInt(digit))).times(Rational.of(1n, 10n)), Rational.of(0n))
      .plus(Rational.of(BigInt(whole)));
  }

  plus(other: Rational): Rational {
    return Rational.of(this.n * other.d + other.n * this.d, this.d * other.d);
  }

  minus(other: Rational): Rational {
    return this.plus(Rational.of(-other.n, other.d));
  }

  times(other: Rational): Rational {
    return Rational.of(this.n * other.n, this.d * other.d);
  }

  over(other: Rational): Rational {
    return this.times(Rational.of(other.d, other.n));
  }

  abs(): Rational {
    return Rational.of(this.n < 0n ? -this.n : this.n, this.d);
  }

  /** Negative, 0n or positive, as this is less than, equal to or greater than `other`. */
  compare(other: Rational): bigint {
    return this.minus(other).n;
  }

  /** For non-negative fractions. */
  floor(): bigint {
    return this.n / this.d;
  }

  ceil(): bigint {
    return (this.n + this.d - 1n) / this.d;
  }
}
