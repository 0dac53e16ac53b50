/** The same histories on both VMs: after every transaction the same verdict, events and accounts. */
import { beforeAll, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import type { Attempt } from "./attempt";
import type { Chain, Outcome } from "./chain";
import { modelled, readAll } from "./compare";
import { difference } from "./difference";
import { INSTRUCTIONS } from "./coverage";
import { optionsFromEnvironment } from "./options";
import { expectNone, Play } from "./play";
import { type Drawn, run } from "./run";
import type { Model } from "./state/model";
import type { Tally } from "./tally";
import { setStage, type Stage } from "./world";

/** Plays on one chain, and does the same on another. */
class Twins extends Play {
  constructor(
    chain: Chain,
    tally: Tally,
    private readonly other: Chain,
  ) {
    super(chain, tally);
  }

  override async begin(model: Model): Promise<void> {
    await this.other.rewind();
    await super.begin(model);
    await this.expectSame(modelled(model));
  }

  protected override async setTime(until: bigint): Promise<void> {
    await this.other.vm.setTime(until);
    await super.setTime(until);
  }

  protected override async heard(attempt: Attempt, { verdict, message, events, writable }: Outcome): Promise<void> {
    const theirs = await this.other.send(attempt);
    const both = { verdict: theirs.verdict, message: theirs.message, events: withoutLines(theirs.events) };
    expectNone(difference({ verdict, message, events: withoutLines(events) }, both, "the other VM's outcome"));
    await this.expectSame(writable);
  }

  private async expectSame(addresses: readonly PublicKey[]): Promise<void> {
    const [here, there] = [await readAll(this.chain.vm, addresses), await readAll(this.other.vm, addresses)];
    expectNone(difference([...here], [...there], "the other VM's accounts"));
  }
}

/** A line's number depends on what else a VM logs. */
const withoutLines = (events: Outcome["events"]) => events.map(({ program, name, data }) => ({ program, name, data }));

const byEnvironment = ({ seed, length, only }: Drawn): string =>
  [
    `MODEL_SEED=${seed} MODEL_LENGTH=${length}`,
    ...(only === undefined ? [] : [`MODEL_ONLY=${only.join(",")}`]),
    "npx jest tests/model/differential.test.ts",
  ].join(" ");

let litesvm: Stage;
let bankrun: Stage;
beforeAll(async () => {
  litesvm = await setStage("litesvm");
  bankrun = await setStage("bankrun");
});

const together = (chain: Chain, tally: Tally): Play => new Twins(chain, tally, bankrun.chain);

const FIXED = { seed: 40_000, commands: 600, length: 600 } as const;
/** What chance leaves out of so few commands; everything else has succeeded on both VMs. */
const LEFT_OUT: readonly string[] = ["cancel_redemption", "flag_overdue", "remove_entry"];

test("bankrun and litesvm agree on histories of a fixed seed, in which nearly every instruction succeeds", async () => {
  const options = optionsFromEnvironment(FIXED);
  const tally = await run(litesvm, options, { play: together, replay: byEnvironment });
  expect(tally.commands).toBeGreaterThanOrEqual(options.commands);
  // Of other histories, which the environment asks for, nobody has said what succeeds in them.
  const isOther = options.seed !== FIXED.seed || options.length < FIXED.length || options.only !== undefined;
  const failed = INSTRUCTIONS.filter((name) => tally.succeeded(name) === 0);
  expect(isOther ? [] : failed.filter((name) => !LEFT_OUT.includes(name))).toEqual([]);
}, 1_200_000);

test("bankrun and litesvm agree on histories of a fresh seed", async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const options = optionsFromEnvironment({ seed, commands: 300, length: 300 });
  const tally = await run(litesvm, options, { play: together, replay: byEnvironment });
  expect(tally.commands).toBeGreaterThanOrEqual(options.commands);
}, 1_200_000);
