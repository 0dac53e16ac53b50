import type { Totals } from "../codec/custody/index";
import type { AssetEvent } from "../events/index";

/** Bounds of a number, both included; a missing one is open. */
export interface TotalRange {
  readonly least: bigint | null;
  readonly most: bigint | null;
}

/** What an event does to its asset's totals. */
export interface Effect {
  readonly supply: bigint;
  readonly escrowed: bigint;
  readonly minted: bigint;
  readonly redeemed: bigint;
  /** Between these: ending a redemption takes its flag away, which a gap may have hidden. */
  readonly overdue: { readonly least: bigint; readonly most: bigint };
  /** Raw burned otherwise than for cash. */
  readonly swept: bigint;
}

const NOTHING: Effect = {
  ...{ supply: 0n, escrowed: 0n, minted: 0n, redeemed: 0n, swept: 0n },
  overdue: { least: 0n, most: 0n },
};

/** What an event does, given whether its redemption was flagged as overdue before; null where that is not known. */
export function effectOf(event: AssetEvent, wasFlagged: boolean | null): Effect {
  const unflagged = { least: wasFlagged === false ? 0n : -1n, most: wasFlagged === true ? -1n : 0n };
  switch (event.name) {
    case "DepositMinted":
      return { ...NOTHING, supply: event.data.amount, minted: event.data.amount };
    case "RedemptionRequested":
      return { ...NOTHING, escrowed: event.data.amount };
    case "RedemptionSettled":
    case "RedemptionSettledOffChain": {
      const { amount, status } = event.data;
      const overdue = status === "Settled" ? unflagged : NOTHING.overdue;
      return { ...NOTHING, supply: -amount, escrowed: -amount, redeemed: amount, overdue };
    }
    case "RedemptionCancelled":
    case "RedemptionClaimed":
    case "RedemptionSeized":
      return { ...NOTHING, escrowed: -event.data.amount, overdue: unflagged };
    case "RedemptionRejected":
    case "RedemptionRecovered":
      return { ...NOTHING, overdue: unflagged };
    case "RedemptionFlagged":
      return { ...NOTHING, overdue: { least: 1n, most: 1n } };
    case "EscrowSwept":
      return { ...NOTHING, supply: -event.data.amount, swept: event.data.amount };
    default:
      return NOTHING;
  }
}

/** Raw burned otherwise than for cash: by holders, past every program of ours, and by sweeping the escrow. */
export function burnedOf({ minted, redeemed, supply }: Totals): bigint {
  return minted - redeemed - supply;
}

/** What an event's totals can be where it comes right behind these. Only the supply may be lower: holders can burn. */
export function totalsBehind(before: Totals, effect: Effect): Readonly<Record<keyof Totals, TotalRange>> {
  const exactly = (value: bigint): TotalRange => ({ least: value, most: value });
  return {
    supply: { least: 0n, most: before.supply + effect.supply },
    escrowed: exactly(before.escrowed + effect.escrowed),
    minted: exactly(before.minted + effect.minted),
    redeemed: exactly(before.redeemed + effect.redeemed),
    overdue: { least: before.overdue + effect.overdue.least, most: before.overdue + effect.overdue.most },
  };
}

/**
 * What an event's totals can be where any number of others are missing between these and it: what was ever minted,
 * redeemed and burned never gets less.
 */
export function totalsBehindGap(
  before: Totals,
  effect: Effect,
  { minted, redeemed }: Totals,
): Readonly<Record<keyof Totals, TotalRange>> {
  const atLeast = (value: bigint): TotalRange => ({ least: value > 0n ? value : 0n, most: null });
  return {
    supply: { least: 0n, most: minted - redeemed - burnedOf(before) - effect.swept },
    escrowed: atLeast(effect.escrowed),
    minted: atLeast(before.minted + effect.minted),
    redeemed: atLeast(before.redeemed + effect.redeemed),
    overdue: atLeast(effect.overdue.least),
  };
}

export function isWithin(value: bigint, { least, most }: TotalRange): boolean {
  return (least === null || least <= value) && (most === null || value <= most);
}
