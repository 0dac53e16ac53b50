import { beforeAll, expect, test } from "@jest/globals";
import { type Options } from "./options";
import { run } from "./run";
import type { Tally } from "./tally";
import { setStage, type Stage } from "./world";

/** Longer than CI waits: a history that goes wrong is made shorter first. */
const PATIENCE = 40 * 60_000;

/** Plays, prints how often each instruction ended how, and hands that on to be judged. */
export function testModel(options: Options, judged: (tally: Tally) => void): void {
  let stage: Stage;
  beforeAll(async () => {
    stage = await setStage("litesvm");
  });

  test(
    "the chain does what the model says, command by command",
    async () => {
      const { user, system } = process.cpuUsage();
      const tally = await run(stage, options);
      const spent = process.cpuUsage();
      const each = (spent.user - user + spent.system - system) / 1_000 / tally.commands;
      process.stdout.write(
        `\nmodel: seed ${options.seed}, ${each.toFixed(2)} ms of processor a command\n${tally.table()}\n`,
      );
      expect(tally.commands).toBeGreaterThanOrEqual(options.commands);
      judged(tally);
    },
    PATIENCE,
  );
}
