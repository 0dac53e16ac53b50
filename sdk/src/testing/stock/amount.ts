import { parseDecimal } from "../../core/decimal";
import { assertU64 } from "../../core/integers";

/** What a test writes: text in whole units ("12.5" shares, dollars or SOL), or a bigint in raw ones. */
export type TestAmount = string | bigint;

/**
 * Raw units, u64.
 * @throws InvalidInputError, which names `what`, where it is no such amount
 */
export function toRaw(amount: TestAmount, decimals: number, what: string): bigint {
  if (typeof amount === "bigint") {
    assertU64(amount, what);
    return amount;
  }
  const { units, scale } = parseDecimal(amount, what, decimals);
  const raw = units * 10n ** BigInt(decimals - scale);
  assertU64(raw, `${what} in raw units`);
  return raw;
}
