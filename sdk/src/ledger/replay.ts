import type { PublicKey } from "@solana/web3.js";
import type { Totals } from "../codec/custody/index";
import type { AssetEvent, BackstockEvent, SequenceConflict, SequenceGap } from "../events/index";
import { sequenceEvents } from "../events/sequence";
import { Books, type LedgerDeposit, type LedgerRedemption } from "./books";
import { burnedOf, effectOf, isWithin, totalsBehind, totalsBehindGap, type Effect, type TotalRange } from "./totals";

/** An asset's balance sheet, raw. minted = redeemed + swept + burnedByHolders + supply. */
export interface BalanceSheet extends Totals {
  /** Gifts to the escrow that the issuer has burned; of sweeps in a gap nothing is known. */
  readonly swept: bigint;
  /** Burned by holders themselves, which no program of ours sees; sweeps in a gap are counted here. */
  readonly burnedByHolders: bigint;
}

/** Tokens that were burned without an event: between these two, holders have burned so many themselves. */
export interface HolderBurn {
  /** Sequence of the event before. */
  readonly after: bigint;
  /** Sequence of the event whose totals show it. */
  readonly before: bigint;
  /** Raw. */
  readonly amount: bigint;
}

/** Missing events, and what can be told of them all the same. */
export interface LedgerGap extends SequenceGap {
  /**
   * What the missing events together have done to the totals, holders' own burns included, from the event before the gap
   * to the one behind it. Null where no event comes behind it. How many deposits, rounds and requests there were, and
   * which, can't be known; nor can `overdue`, which is null, where the event behind it may have taken a flag away.
   */
  readonly change: (Omit<Totals, "overdue"> & { readonly overdue: bigint | null }) | null;
}

/** A total that does not follow from the event before. */
export interface TotalsMismatch {
  readonly total: keyof Totals;
  /** What it could have been, both bounds included; null for an open one. */
  readonly expected: TotalRange;
  readonly actual: bigint;
}

/** Two events that can't both be true as they are. */
export interface Inconsistency {
  /** Null where `event` is the first that is known. */
  readonly previous: AssetEvent | null;
  readonly event: AssetEvent;
  readonly mismatches: readonly TotalsMismatch[];
}

/** What an outsider knows of an asset who has only read its events. */
export interface Ledger {
  readonly asset: PublicKey;
  /** As of the last event; null where there is none. Right in spite of gaps, since every event carries the totals. */
  readonly balanceSheet: BalanceSheet | null;
  /** 0 where there is no event. */
  readonly lastSequence: bigint;
  /** Unix seconds of the last event; null where there is none. */
  readonly at: bigint | null;
  readonly redemptions: readonly LedgerRedemption[];
  readonly deposits: readonly LedgerDeposit[];
  readonly burns: readonly HolderBurn[];
  /** Every one, from the asset's registration on. */
  readonly gaps: readonly LedgerGap[];
  /** Events that claim the same sequence and differ. None of them is believed, so that each is in a gap too. */
  readonly conflicts: readonly SequenceConflict<AssetEvent>[];
  readonly inconsistencies: readonly Inconsistency[];
  /** Whether nothing is missing, contradicts another, or does not follow. */
  readonly isComplete: boolean;
}

const NO_TOTALS: Totals = { supply: 0n, escrowed: 0n, minted: 0n, redeemed: 0n, overdue: 0n };

/**
 * Replays an asset's events into its balance sheet and names every gap. The events may come unordered, more than once,
 * and mixed with events of others. A gap is repaired by the totals of the next event; what it hides is said.
 *
 * @param input `lastSequence`: the asset's sequence as the chain has it, without which events missing behind the last
 * one are not noticed
 * @throws InvalidInputError where `lastSequence` is no u64, or an event has a higher one
 */
export function replay(
  events: Iterable<BackstockEvent>,
  { asset, lastSequence }: { readonly asset: PublicKey; readonly lastSequence?: bigint | undefined },
): Ledger {
  const ofAssets = [...events].filter((event): event is AssetEvent => "totals" in event.data);
  const sequence = sequenceEvents(ofAssets, { account: asset, lastSequence });
  const replaying = new Replaying(sequence.gaps);
  for (const event of sequence.events) replaying.take(event);
  replaying.end();
  const { books, burns, gaps, inconsistencies, last } = replaying;
  return {
    asset,
    balanceSheet: last && balanceSheet(last.data.totals, replaying.swept),
    lastSequence: sequence.lastSequence,
    at: last && last.data.at,
    redemptions: books.redemptions,
    deposits: books.deposits,
    ...{ burns, gaps, inconsistencies },
    conflicts: sequence.conflicts,
    isComplete: gaps.length + inconsistencies.length + sequence.conflicts.length === 0,
  };
}

class Replaying {
  readonly books = new Books();
  readonly burns: HolderBurn[] = [];
  readonly gaps: LedgerGap[] = [];
  readonly inconsistencies: Inconsistency[] = [];
  last: AssetEvent | null = null;
  swept = 0n;

  private readonly gapsByEnd: ReadonlyMap<bigint, SequenceGap>;

  constructor(missing: readonly SequenceGap[]) {
    this.gapsByEnd = new Map(missing.map((gap) => [gap.before, gap]));
  }

  take(event: AssetEvent): void {
    const { totals, sequence } = event.data;
    const before = this.last?.data.totals ?? NO_TOTALS;
    const gap = this.gapsByEnd.get(sequence);
    if (gap !== undefined) this.books.blur(escrowedBefore(event));
    const effect = effectOf(event, this.books.isFlagged(event));
    if (gap !== undefined) this.gaps.push({ ...gap, change: changeWithin(before, effect, totals) });

    const expected = gap === undefined ? totalsBehind(before, effect) : totalsBehindGap(before, effect, totals);
    this.compare(event, expected);
    const burned = burnedOf(totals) - burnedOf(before) - effect.swept;
    if (burned > 0n) this.burns.push({ after: this.last?.data.sequence ?? 0n, before: sequence, amount: burned });
    this.swept += effect.swept;
    this.books.apply(event);
    this.last = event;
  }

  /** A gap behind the last event, where the chain has told of one. */
  end(): void {
    const after = this.last?.data.sequence ?? 0n;
    const gap = [...this.gapsByEnd.values()].at(-1);
    if (gap?.after !== after) return;
    this.books.blur(null);
    this.gaps.push({ ...gap, change: null });
  }

  private compare(event: AssetEvent, expected: Readonly<Record<keyof Totals, TotalRange>>): void {
    const mismatches: TotalsMismatch[] = [];
    for (const total of Object.keys(expected) as (keyof Totals)[]) {
      const actual = event.data.totals[total];
      if (!isWithin(actual, expected[total])) mismatches.push({ total, expected: expected[total], actual });
    }
    if (mismatches.length > 0) this.inconsistencies.push({ previous: this.last, event, mismatches });
  }
}

/** What was in escrow right before an event. */
function escrowedBefore(event: AssetEvent): bigint {
  return event.data.totals.escrowed - effectOf(event, null).escrowed;
}

function changeWithin(before: Totals, effect: Effect, after: Totals): LedgerGap["change"] {
  const { least, most } = effect.overdue;
  return {
    supply: after.supply - effect.supply - before.supply,
    escrowed: after.escrowed - effect.escrowed - before.escrowed,
    minted: after.minted - effect.minted - before.minted,
    redeemed: after.redeemed - effect.redeemed - before.redeemed,
    overdue: least === most ? after.overdue - least - before.overdue : null,
  };
}

function balanceSheet(totals: Totals, swept: bigint): BalanceSheet {
  return { ...totals, swept, burnedByHolders: burnedOf(totals) - swept };
}
