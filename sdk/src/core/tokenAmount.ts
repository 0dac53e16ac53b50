import { InvalidInputError } from "./inputErrors";
import { assertU64 } from "./integers";
import { effectiveMultiplier } from "./multiplier";
import type { Rounding } from "./rounding";
import { uiAmountToRaw } from "./scaledAmounts";
import type { MintFacts } from "./token2022/index";

/** An amount as a holder sees it: raw × multiplier, in units of the security. */
export interface UiAmount {
  /** Plain decimal notation, e.g. "12.5". */
  readonly ui: string;
  /** Unix seconds whose multiplier counts: the chain's now, unless the amount was shown under another. */
  readonly at: bigint;
  /** Which raw amount stands for one that none shows exactly; "exact" refuses such a one. */
  readonly rounding: Rounding | "exact";
}

/** Raw tokens, u64, or what they show as. */
export type TokenAmount = bigint | UiAmount;

/**
 * The raw tokens of an amount, more than 0.
 * @throws InvalidInputError where it is none of this mint, or nothing
 * @throws MultiplierOutOfRangeError where the multiplier at that time is outside of the programs' domain
 */
export function toRawAmount(amount: TokenAmount, { scaledUiAmount, decimals }: MintFacts): bigint {
  const raw = typeof amount === "object" ? uiToRaw(amount, decimals, scaledUiAmount) : amount;
  assertU64(raw, "amount");
  if (raw === 0n) {
    throw new InvalidInputError("amount", typeof amount === "object" ? amount.ui : raw, "more than 0 in raw tokens");
  }
  return raw;
}

function uiToRaw({ ui, at, rounding }: UiAmount, decimals: number, schedule: MintFacts["scaledUiAmount"]): bigint {
  if (schedule === undefined) throw new InvalidInputError("amount", ui, "raw tokens, since the mint has no multiplier");
  return uiAmountToRaw(ui, decimals, effectiveMultiplier(schedule, at), rounding);
}
