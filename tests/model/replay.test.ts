/** What a history that goes wrong says: how it is played again, and whether it has been made as short as it gets. */
import { beforeAll, expect, test } from "@jest/globals";
import { Disagreement, Play } from "./play";
import { type Manner, run } from "./run";
import { setStage, type Stage } from "./world";

let stage: Stage;
beforeAll(async () => {
  stage = await setStage("litesvm");
});

/** Finds fault with whatever comes second. */
class Grumbler extends Play {
  override async step(...next: Parameters<Play["step"]>): Promise<void> {
    await super.step(...next);
    if (this.history.length === 2) throw new Disagreement("the second step");
  }
}

const OPTIONS = { seed: 7, commands: 1, length: 40, only: ["transfer", "burn"] } as const;

async function complaint(manner: Manner): Promise<string> {
  const manners = { play: (...of: ConstructorParameters<typeof Play>) => new Grumbler(...of), ...manner };
  return run(stage, OPTIONS, manners).then(
    () => "nothing went wrong",
    (error: unknown) => String(error),
  );
}

test("a history that goes wrong is made shorter, and told with the command that plays it again, of the same acts", async () => {
  const told = await complaint({});
  expect(told).toContain("replay with: npm run model -- --seed 7 --length 40 --only transfer,burn\n");
  expect(told).toMatch(/\nafter [1-9]\d* shrinks, 2 commands:\n1\. .*\n2\. .*\n.*the second step/);
});

test("a history that could not be made shorter in time says so, and is told as it was played", async () => {
  const told = await complaint({ shrinking: 0 });
  expect(told).toMatch(
    /\nafter 0 shrinks, 2 commands, interrupted after 0 ms: a longer MODEL_SHRINKING may find fewer:\n1\. /,
  );
});
