import type { PublicKey } from "@solana/web3.js";
import { toHex } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";
import { assertU64 } from "../core/integers";
import type { BackstockEvent } from "./event";

/** Events of an asset: each carries its totals. */
export type AssetEvent = Extract<BackstockEvent, { data: { totals: unknown } }>;

/** Whose sequence an event counts in. */
export interface SequencedAccount {
  readonly kind: "asset" | "issuer" | "registry";
  readonly address: PublicKey;
}

/** Sequences that no event is there for. */
export interface SequenceGap {
  /** The last sequence before it; 0 where it begins with the account's first event. */
  readonly after: bigint;
  /** The first one behind it. */
  readonly before: bigint;
  /** How many are missing: before - after - 1. */
  readonly missing: bigint;
}

/** Events of one account that claim the same sequence and differ, as where one of them is of an abandoned fork. */
export interface SequenceConflict<Event extends BackstockEvent = BackstockEvent> {
  readonly sequence: bigint;
  readonly events: readonly Event[];
}

/** One account's events in their order, and what of it is missing. */
export interface EventSequence<Event extends BackstockEvent = BackstockEvent> {
  /** Each once, by sequence; none that is in a conflict. */
  readonly events: readonly Event[];
  /** Of the last of these events; 0 where there is none. */
  readonly lastSequence: bigint;
  /** Every one, from the account's first event on. A conflict's sequence is in a gap too, since nobody knows what happened. */
  readonly gaps: readonly SequenceGap[];
  readonly conflicts: readonly SequenceConflict<Event>[];
}

/** The account whose sequence an event counts in: an asset, an issuer, or a registry (its RegistryLog). */
export function sequencedAccount(event: BackstockEvent): SequencedAccount {
  if (event.program === "compliance") return { kind: "registry", address: event.data.registry };
  return "totals" in event.data
    ? { kind: "asset", address: event.data.asset }
    : { kind: "issuer", address: event.data.issuer };
}

/**
 * Puts the events of one account into the order of their sequence and names every gap. They may come unordered, mixed
 * with events of other accounts, and more than once.
 *
 * @param input `account`: an asset, issuer or registry; `lastSequence`: its sequence as the chain has it (that of a
 * registry is in its RegistryLog), without which events missing behind the last one are not noticed
 * @throws InvalidInputError where `lastSequence` is no u64, or an event has a higher one
 */
export function sequenceEvents<Event extends BackstockEvent>(
  events: Iterable<Event>,
  input: { readonly account: PublicKey; readonly lastSequence?: bigint | undefined },
): EventSequence<Event> {
  const bySequence = new Map<bigint, Event[]>();
  for (const event of events) {
    if (!sequencedAccount(event).address.equals(input.account)) continue;
    const { sequence } = event.data;
    const same = bySequence.get(sequence) ?? [];
    if (!same.some((other) => isSameEvent(other, event))) bySequence.set(sequence, [...same, event]);
  }
  const groups = [...bySequence].sort(([one], [other]) => (one < other ? -1 : 1));
  const single = groups.flatMap(([, [event, ...others]]) =>
    event !== undefined && others.length === 0 ? [event] : [],
  );
  const last = lastOf(groups.at(-1)?.[0] ?? 0n, input.lastSequence);
  return {
    events: single,
    lastSequence: single.at(-1)?.data.sequence ?? 0n,
    gaps: gapsBetween(
      single.map((event) => event.data.sequence),
      last,
    ),
    conflicts: groups.flatMap(([sequence, same]) => (same.length > 1 ? [{ sequence, events: same }] : [])),
  };
}

/** The numbers that are missing from 1 to `last`; `present` is in ascending order, each once. */
export function gapsBetween(present: readonly bigint[], last: bigint): SequenceGap[] {
  const gaps: SequenceGap[] = [];
  let after = 0n;
  for (const before of [...present, last + 1n]) {
    const missing = before - after - 1n;
    if (missing > 0n) gaps.push({ after, before, missing });
    after = before;
  }
  return gaps;
}

function lastOf(seen: bigint, given: bigint | undefined): bigint {
  if (given === undefined) return seen;
  assertU64(given, "last sequence");
  if (given < seen) throw new InvalidInputError("last sequence", given, `at least that of the last event, ${seen}`);
  return given;
}

/** Whether two events say the same; their places in their logs may differ. */
function isSameEvent(one: BackstockEvent, other: BackstockEvent): boolean {
  return one.name === other.name && contentOf(one) === contentOf(other);
}

/** Every field of an event as one text. Both events come from one decoder, so the order of the fields is the same. */
function contentOf({ data }: BackstockEvent): string {
  return JSON.stringify(data, (_, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    return value instanceof Uint8Array ? toHex(value) : value;
  });
}
