import { describe, test } from "@jest/globals";

/** A state as a tree of what is different from the usual, e.g. `{ asset: { status: "Halted" } }`; null takes a whole branch away. */
export interface StateChange {
  readonly [part: string]: unknown;
}

/** One check of an instruction, and the state that fails it. */
export interface OrderedCheck<State extends StateChange> {
  /** Completes "... refuses where ...". */
  readonly where: string;
  /** The name of the error. */
  readonly error: string;
  /** What fails this check and no other. */
  readonly state: State;
}

export interface CheckOrder<State extends StateChange> {
  readonly name: string;
  /** In the order in which the program makes them. */
  readonly checks: readonly OrderedCheck<State>[];
  /** Brings the state about and expects this error. */
  readonly expectRefusal: (state: State, error: string) => Promise<void>;
}

/**
 * Tests that each check alone refuses, and that of two neighbours that fail together the earlier one names the error. Two checks that change the same part
 * of the state can't fail together: then the neighbour is the one behind.
 */
export function describeOrder<State extends StateChange>({ name, checks, expectRefusal }: CheckOrder<State>): void {
  describe(`checks of ${name}`, () => {
    for (const { where, error, state } of checks) {
      test(`${name} refuses where ${where}`, () => expectRefusal(state, error));
    }

    for (const [first, second] of neighbours(checks)) {
      test(`${name} names ${first.error} where ${first.where} and ${second.where}`, () =>
        expectRefusal(merge(first.state, second.state), first.error));
    }
  });
}

type Pair<State extends StateChange> = readonly [OrderedCheck<State>, OrderedCheck<State>];

function neighbours<State extends StateChange>(checks: readonly OrderedCheck<State>[]): readonly Pair<State>[] {
  const places = checks.flatMap(({ state }, place): (readonly [number, number])[] => [
    [checks.findLastIndex((other, before) => before < place && !overlap(state, other.state)), place],
    [place, checks.findIndex((other, behind) => behind > place && !overlap(state, other.state))],
  ]);
  const pairs = places.flatMap(([first, second]): [string, Pair<State>][] => {
    const [one, other] = [checks[first], checks[second]];
    return one && other ? [[`${first} ${second}`, [one, other]]] : [];
  });
  return [...new Map(pairs).values()];
}

function isBranch(value: unknown): value is StateChange {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function overlap(one: StateChange, other: StateChange): boolean {
  return Object.keys(one).some((part) => {
    if (!(part in other)) return false;
    const [mine, theirs] = [one[part], other[part]];
    return isBranch(mine) && isBranch(theirs) ? overlap(mine, theirs) : true;
  });
}

function merge<State extends StateChange>(one: State, other: State): State {
  const merged: Record<string, unknown> = { ...one };
  for (const [part, theirs] of Object.entries(other)) {
    const mine = merged[part];
    merged[part] = isBranch(mine) && isBranch(theirs) ? merge(mine, theirs) : theirs;
  }
  return merged as State;
}
