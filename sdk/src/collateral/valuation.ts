import { formatDecimal, parseDecimal } from "../core/decimal";
import { InvalidInputError } from "../core/inputErrors";
import { assertU128, assertU64, assertU8 } from "../core/integers";
import type { Ratio } from "../core/ratio";
import { divide, type Rounding } from "../core/rounding";

/**
 * What a price is the price of. "per-raw-token": one token as it is transferred, 10^decimals raw units, whatever the
 * multiplier: what a pool or an order book of the token says. "per-share": one unit of the UI amount, a share of the
 * underlying: what a feed of the stock says. After a 10:1 split they differ by a factor of ten, so nothing here guesses.
 */
export type PriceBasis = "per-raw-token" | "per-share";

/** How tokens and a quote currency are converted. */
export interface Valuation {
  /**
   * Units of the quote currency, such as dollars, for one of what `basis` says; above zero. A plain decimal string
   * ("187.25", at most 64 digits behind the point) or a ratio: a feed's integer p with exponent -8 is
   * {numerator: p, denominator: 10n ** 8n}.
   */
  readonly price: string | Ratio;
  readonly basis: PriceBasis;
  /**
   * Shares a token, above zero: the inspection's `multiplier.effective.ratio`. Null where it is not known: only what
   * needs none is answered then, raw tokens at a price "per-raw-token" and UI amounts at one "per-share".
   */
  readonly multiplier: Ratio | null;
  /** The mint's, u8. */
  readonly decimals: number;
  /** Of the quote currency's raw units, u8: 6 for USDC. */
  readonly quoteDecimals: number;
  /** "floor" for what collateral is worth, "ceil" for what it takes to cover a debt. */
  readonly rounding: Rounding;
}

const PRICE_DIGITS = 64;
const UI_DIGITS = 128;

/**
 * What `raw` tokens are worth, exactly rounded once: raw × price (× multiplier) in raw units of the quote currency.
 *
 * @param raw raw tokens, u64
 * @returns raw units of the quote currency, u128
 * @throws InvalidInputError where an argument is out of its range, the multiplier is needed and null, or the result no
 * u128
 */
export function rawToQuote(raw: bigint, valuation: Valuation): bigint {
  assertU64(raw, "raw amount");
  return toQuote({ numerator: raw, denominator: 1n }, quotePerRaw(valuation), valuation);
}

/**
 * The raw tokens that `quote` is worth, the inverse of {@link rawToQuote}. With "ceil" it answers what covers a debt:
 * that many tokens, valued with "floor", are never worth less than it, and one fewer are.
 *
 * @param quote raw units of the quote currency, u128
 * @returns raw tokens, u64
 * @throws InvalidInputError where an argument is out of its range, the multiplier is needed and null, or the result no
 * u64
 */
export function quoteToRaw(quote: bigint, valuation: Valuation): bigint {
  const raw = fromQuote(quote, quotePerRaw(valuation), valuation);
  assertU64(raw, "raw amount");
  return raw;
}

/**
 * What a UI amount is worth, without a detour by raw tokens, so that nothing is rounded twice.
 *
 * @param uiAmount plain decimal notation, at most 128 digits behind the point
 * @returns raw units of the quote currency, u128
 * @throws InvalidInputError as {@link rawToQuote}, and where `uiAmount` is no such number
 */
export function uiAmountToQuote(uiAmount: string, valuation: Valuation): bigint {
  const { units, scale } = parseDecimal(uiAmount, "UI amount", UI_DIGITS);
  return toQuote({ numerator: units, denominator: 10n ** BigInt(scale) }, pricePer("per-share", valuation), valuation);
}

/**
 * The UI amount that `quote` is worth, rounded to the mint's decimals: for people. Decide by {@link quoteToRaw}.
 *
 * @param quote raw units of the quote currency, u128
 * @returns canonical plain decimal notation
 * @throws InvalidInputError as {@link quoteToRaw}; the result may be any size
 */
export function quoteToUiAmount(quote: bigint, valuation: Valuation): string {
  const perSmallestUnit = over(pricePer("per-share", valuation), powerOfTen(valuation.decimals));
  return formatDecimal({ units: fromQuote(quote, perSmallestUnit, valuation), scale: valuation.decimals });
}

/** Raw units of the quote currency for one raw token. */
function quotePerRaw(valuation: Valuation): Ratio {
  return over(pricePer("per-raw-token", valuation), powerOfTen(valuation.decimals));
}

/** Raw units of the quote currency for one of what `wanted` says, whatever the price is of. */
function pricePer(wanted: PriceBasis, { price, basis, multiplier, decimals, quoteDecimals }: Valuation): Ratio {
  assertU8(decimals, "decimals");
  assertU8(quoteDecimals, "quote decimals");
  // The types say so; a JavaScript caller, or a configuration file, may not.
  if (!(["per-raw-token", "per-share"] as readonly unknown[]).includes(basis)) {
    throw new InvalidInputError("basis", basis, "a PriceBasis");
  }
  const asRatio = typeof price === "string" ? parsePrice(price) : price;
  const given = times(positive(asRatio, "price", price), powerOfTen(quoteDecimals));
  if (basis === wanted) return given;
  const sharesPerToken = positive(multiplier, "multiplier", multiplier);
  return basis === "per-share" ? times(given, sharesPerToken) : over(given, sharesPerToken);
}

function parsePrice(text: string): Ratio {
  const { units, scale } = parseDecimal(text, "price", PRICE_DIGITS);
  return { numerator: units, denominator: 10n ** BigInt(scale) };
}

/** `given` is what a refusal shows. */
function positive(value: Ratio | null, what: string, given: unknown): Ratio {
  for (const term of [value?.numerator, value?.denominator] as readonly unknown[]) {
    if (typeof term !== "bigint" || term <= 0n) {
      throw new InvalidInputError(what, given, "above zero");
    }
  }
  return value as Ratio;
}

function toQuote(amount: Ratio, quotePerUnit: Ratio, { rounding }: Valuation): bigint {
  const value = times(amount, quotePerUnit);
  const quote = divide(value.numerator, value.denominator, rounding);
  assertU128(quote, "quote");
  return quote;
}

function fromQuote(quote: bigint, quotePerUnit: Ratio, { rounding }: Valuation): bigint {
  assertU128(quote, "quote");
  return divide(quote * quotePerUnit.denominator, quotePerUnit.numerator, rounding);
}

function times(one: Ratio, other: Ratio): Ratio {
  return { numerator: one.numerator * other.numerator, denominator: one.denominator * other.denominator };
}

function over(one: Ratio, other: Ratio): Ratio {
  return times(one, { numerator: other.denominator, denominator: other.numerator });
}

function powerOfTen(exponent: number): Ratio {
  return { numerator: 10n ** BigInt(exponent), denominator: 1n };
}
