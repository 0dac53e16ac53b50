import fc from "fast-check";
import type { Act, Acts } from "./attempt";
import { Chance } from "./chance";
import type { Model } from "./state/model";
import type { Play } from "./play";

/** Numbers that one act may read; behind the last, all are 0. */
const NUMBERS = 24;

/** One act with its chances: what it does is decided when it runs, by the model as it is then. */
class Command implements fc.AsyncCommand<Model, Play> {
  constructor(
    private readonly kind: string,
    private readonly act: Act,
    private readonly numbers: readonly number[],
  ) {}

  check(model: Readonly<Model>): boolean {
    return this.act(model, new Chance(this.numbers)) !== null;
  }

  async run(model: Model, play: Play): Promise<void> {
    const next = this.act(model, new Chance(this.numbers));
    if (next === null) throw new Error(`${this.kind} changed its mind`);
    await play.step(model, next);
  }

  toString(): string {
    return `${this.kind}(${this.numbers.join(",")})`;
  }
}

/** Histories of so many commands at most. */
export function histories(acts: Acts, length: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Play>>> {
  const drawn = Object.entries(acts).flatMap(
    ([kind, { weight, act }]) => Array(weight).fill({ kind, act }) as { kind: string; act: Act }[],
  );
  const number = fc.nat(0xffff_ffff);
  const command = fc
    .tuple(fc.constantFrom(...drawn), fc.array(number, { minLength: NUMBERS, maxLength: NUMBERS }))
    .map(([{ kind, act }, numbers]) => new Command(kind, act, numbers));
  return fc.commands([command], { maxCommands: length, size: "max" });
}
