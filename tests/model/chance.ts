/**
 * The random numbers of one command, read as choices. A number of 0, and every one behind the last, is the simplest valid choice: so histories shrink
 * towards few valid steps. An act must put the plainest alternative first, and ask for its spoiling behind everything else that it asks.
 */
export class Chance {
  private next = 0;

  constructor(private readonly numbers: readonly number[]) {}

  private number(): number {
    return this.numbers[this.next++] ?? 0;
  }

  /** From 0 to `bound` - 1. */
  below(bound: number): number {
    return this.number() % bound;
  }

  /** True in one of so many cases, never for 0. */
  oneIn(cases: number): boolean {
    return this.below(cases) === cases - 1;
  }

  /** One of the list, the first for 0; undefined where it is empty. */
  maybe<T>(list: readonly T[]): T | undefined {
    return list[this.below(Math.max(list.length, 1))];
  }

  /** One of those that fit, in five of six cases; otherwise one of all, which may be undefined too. */
  fitting<T>(fitting: readonly T[], all: readonly T[]): T | undefined {
    return this.maybe(this.oneIn(6) ? all : fitting);
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  /** From `least` to `most`: in half of the cases one of the two, or a neighbour of theirs, inside; `least` for 0. */
  within(least: bigint, most: bigint): bigint {
    if (most <= least) return least;
    const edges = [least, most, least + 1n, most - 1n] as const;
    const kind = this.below(8);
    const offset = BigInt(this.number());
    if (kind < 4) return edges[kind] ?? least;
    // A round part first, so that a history is read more easily; then anything.
    const width = most - least;
    return kind < 6 ? least + width / (2n + (offset % 9n)) : least + (offset * (width + 1n)) / 2n ** 32n;
  }

  /** What is to be wrong: in two of three cases nothing. */
  spoil<K extends string>(...ways: readonly K[]): K | null {
    const isSpoiled = this.oneIn(3);
    const way = ways[this.below(Math.max(ways.length, 1))];
    return isSpoiled ? (way ?? null) : null;
  }
}
