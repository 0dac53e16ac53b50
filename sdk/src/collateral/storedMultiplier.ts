import { formatDecimal } from "../core/decimal";
import { effectiveMultiplierBits } from "../core/multiplier";
import type { ScaledUiAmount } from "../core/token2022/index";
import type { MultiplierChange, MultiplierFacts, StoredMultiplier } from "./mintInspection";

// IEEE 754 binary64: 1 bit sign, 11 bits biased exponent, 52 bits fraction. A biased exponent of 0 is that of 1 without
// the hidden bit, and one of all ones is infinite or no number.
const FRACTION_BITS = 52n;
const HIDDEN_BIT = 1n << FRACTION_BITS;
const SPECIAL_EXPONENT = 0x7ffn;
const EXPONENT_BIAS = 1075n;

/**
 * What 64 stored bits stand for. Unlike multiplierFromBits it answers for any double: a mint of somebody else's may
 * hold what custody would refuse.
 *
 * @param bits u64, as read
 */
export function readStoredMultiplier(bits: bigint): StoredMultiplier {
  // The sign is left in, so that every negative number lies above the special exponent.
  const biased = bits >> FRACTION_BITS;
  const fraction = bits & (HIDDEN_BIT - 1n);
  if (biased >= SPECIAL_EXPONENT || bits === 0n) return { bits, ratio: null, decimal: null };
  let mantissa = biased === 0n ? fraction : fraction | HIDDEN_BIT;
  let exponent = (biased === 0n ? 1n : biased) - EXPONENT_BIAS;
  for (; exponent < 0n && (mantissa & 1n) === 0n; exponent++) mantissa >>= 1n;
  const scale = exponent < 0n ? -exponent : 0n;
  const numerator = mantissa << (exponent + scale);
  return {
    bits,
    ratio: { numerator, denominator: 1n << scale },
    // n / 2^k = n × 5^k / 10^k
    decimal: formatDecimal({ units: numerator * 5n ** scale, scale: Number(scale) }),
  };
}

/**
 * The multiplier in force at a time, and its change.
 * @param unixTimestamp unix seconds, i64
 */
export function readMultiplierFacts(config: ScaledUiAmount, unixTimestamp: bigint): MultiplierFacts {
  const at = config.newMultiplierEffectiveTimestamp;
  const change: MultiplierChange | null =
    config.multiplierBits === config.newMultiplierBits
      ? null
      : {
          from: readStoredMultiplier(config.multiplierBits),
          to: readStoredMultiplier(config.newMultiplierBits),
          at,
        };
  const isPending = unixTimestamp < at;
  return {
    authority: config.authority ?? null,
    effective: readStoredMultiplier(effectiveMultiplierBits(config, unixTimestamp)),
    pendingChange: isPending ? change : null,
    lastChange: isPending ? null : change,
  };
}
