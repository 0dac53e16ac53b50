import type { PublicKey } from "@solana/web3.js";
import type { StatementSubmittedEvent, Totals } from "../codec/custody/index";
import type { BackstockEvent } from "../events/index";
import { gapsBetween, sequenceEvents, type SequenceConflict, type SequenceGap } from "../events/sequence";
import { namedKeys, type AttestedRound } from "./attestedRound";

/** A round as it was when it was recorded. */
export interface HistoricRound extends AttestedRound {
  /** The asset's event sequence of its record. */
  readonly sequence: bigint;
  /** The asset's totals then, raw. */
  readonly totals: Totals;
  /**
   * Whether its shares covered the supply when it was recorded, as the program computed it; null where the event that
   * would say so may be missing.
   */
  readonly isCovered: boolean | null;
  /**
   * Where it is not covered, the raw tokens that its shares should have covered, the largest u64 where that could not be
   * computed; null otherwise.
   */
  readonly uncoveredSupply: bigint | null;
}

/** What events tell of an asset's attestation. */
export interface AttestationHistory {
  /** In their order. */
  readonly rounds: readonly HistoricRound[];
  /** Rounds that no event is there for, from the first one on. */
  readonly missingRounds: readonly SequenceGap[];
  /** Statements that were submitted before their round was complete, in their order; the last of a round is the round. */
  readonly statements: readonly StatementSubmittedEvent[];
  /** Events that contradict each other. None of them is believed. */
  readonly conflicts: readonly SequenceConflict[];
}

/**
 * The rounds and statements of an asset's attestation from its events, which may come unordered, more than once, and
 * mixed with events of others.
 */
export function attestationHistory(
  events: Iterable<BackstockEvent>,
  { asset }: { readonly asset: PublicKey },
): AttestationHistory {
  return historyOf(events, asset, () => false);
}

/** As attestationHistory; `isWhole` tells of a RoundRecorded that whatever was logged with it is among the events. */
export function historyOf(
  events: Iterable<BackstockEvent>,
  asset: PublicKey,
  isWhole: (round: BackstockEvent) => boolean,
): AttestationHistory {
  const sequence = sequenceEvents(events, { account: asset });
  const bySequence = new Map(sequence.events.map((event) => [event.data.sequence, event]));
  const rounds: HistoricRound[] = [];
  const statements: StatementSubmittedEvent[] = [];
  for (const event of sequence.events) {
    if (event.name === "StatementSubmitted") statements.push(event.data);
    if (event.name !== "RoundRecorded") continue;
    const { round, epoch, at, statement, attestors, totals } = event.data;
    // The alarm is logged by the same instruction, with the very next sequence.
    const next = bySequence.get(event.data.sequence + 1n);
    const alarm = next?.name === "Undercollateralized" ? next.data : null;
    const isKnown = next !== undefined || isWhole(event);
    rounds.push({
      ...{ round, epoch, ...statement, recordedAt: at, attestors: namedKeys(attestors) },
      ...{ sequence: event.data.sequence, totals },
      isCovered: isKnown ? alarm === null : null,
      uncoveredSupply: alarm?.backedSupply ?? null,
    });
  }
  const numbers = rounds.map(({ round }) => round);
  const missingRounds = gapsBetween(numbers, numbers.at(-1) ?? 0n);
  return { rounds, missingRounds, statements, conflicts: sequence.conflicts };
}
