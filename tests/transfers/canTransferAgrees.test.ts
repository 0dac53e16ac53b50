/**
 * canTransfer against the programs: transfers drawn by chance, each really signed and executed on the VM, and asked about before from its accounts alone.
 *
 *     TRANSFER_SEED=7 npx jest tests/transfers/canTransferAgrees.test.ts                       other ones
 *     TRANSFER_SEED=7 TRANSFER_CASE=123 npx jest tests/transfers/canTransferAgrees.test.ts     one of them again
 *     TRANSFER_CASES=100000 npx jest tests/transfers/canTransferAgrees.test.ts                 more of them
 */
import type { TransferAnswer } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { answerTo, expectSameFromNode, foretold, inWords, questionOf, said } from "./differential/ask";
import { Chain, type Outcome, stageTrial } from "./differential/attempt";
import { EXPECTED } from "./differential/expected";
import { createStage, FOREIGN_HOOK, type Stage } from "./differential/tokens";
import { type Trial, trialOf } from "./differential/trial";

const SEED = Number(process.env["TRANSFER_SEED"] ?? 20_261_124);
const CASES = Number(process.env["TRANSFER_CASES"] ?? 10_000);
const ONLY = process.env["TRANSFER_CASE"];
/** One in so many is asked about through a node as well. */
const FETCHED = 25;

let stage: Stage;
beforeAll(async () => {
  stage = await createStage();
});

/** Whether the chain did what was foretold; of what can't be told, whether the trial has what is in doubt. */
function agrees(answer: TransferAnswer, outcome: Outcome, { faults }: Trial): boolean {
  if (answer.allowed !== null) return JSON.stringify(foretold(answer)) === JSON.stringify(outcome);
  if (answer.doubt === "unknownExtension") return faults.includes("unknown extension");
  if (answer.doubt === "unknownListing") return faults.includes("other listing");
  // The hook is asked: Token-2022 itself has nothing against it.
  return answer.doubt === "foreignHook" && (outcome === null || outcome.programId === FOREIGN_HOOK.toBase58());
}

function describeDifference(trial: Trial, number: number, answer: TransferAnswer, outcome: Outcome): string {
  const replay = `TRANSFER_SEED=${SEED} TRANSFER_CASE=${number}`;
  return `${trial.token.name} with ${trial.faults.join(", ")}: foretold ${inWords(answer)}, the chain says ${said(outcome)} (${replay})`;
}

/** What came of each, by name. */
interface Run {
  readonly names: Map<number, string>;
  readonly differences: string[];
}

async function runAll(numbers: readonly number[], firstNonce: number): Promise<Run> {
  const chain = new Chain(stage.world.vm);
  const names = new Map<number, string>();
  const differences: string[] = [];
  for (const [i, number] of numbers.entries()) {
    const trial = trialOf(stage, SEED, number);
    await stageTrial(trial);
    const question = questionOf(trial, number % 2 === 0);
    const answer = await answerTo(trial, question);
    if (number % FETCHED === 0) await expectSameFromNode(trial, question, answer);
    const outcome = await chain.outcomeOf(trial, firstNonce + i);
    names.set(number, answer.allowed === null ? inWords(answer) : said(outcome));
    if (!agrees(answer, outcome, trial)) differences.push(describeDifference(trial, number, answer, outcome));
  }
  return { names, differences };
}

function tallyOf({ names }: Run): Map<string, number> {
  const tally = new Map<string, number>();
  for (const name of names.values()) tally.set(name, (tally.get(name) ?? 0) + 1);
  return new Map([...tally].sort(([, one], [, other]) => other - one));
}

const QUARTER_OF_AN_HOUR = 900_000;

describe(`seed ${SEED}`, () => {
  test(
    `canTransfer says of ${ONLY === undefined ? `${CASES} transfers` : `transfer ${ONLY}`} what the programs do`,
    async () => {
      const numbers = ONLY === undefined ? Array.from({ length: CASES }, (_, number) => number) : [Number(ONLY)];
      const run = await runAll(numbers, 0);
      const tally = tallyOf(run);
      const lines = [...tally].map(([name, count]) => `${String(count).padStart(6)} ${name}\n`);
      process.stdout.write(`canTransfer against ${stage.world.vm.kind}, TRANSFER_SEED=${SEED}\n${lines.join("")}`);
      expect(run.differences.slice(0, 20)).toEqual([]);
      if (ONLY !== undefined) return;
      // Where all are run, each outcome at least ten times, and no other one.
      expect(EXPECTED.filter((name) => (tally.get(name) ?? 0) < CASES / 1_000)).toEqual([]);
      expect([...tally.keys()].filter((name) => !EXPECTED.includes(name))).toEqual([]);

      // What comes of a transfer depends on its number alone, or none could be replayed by it.
      const again = await runAll(numbers.filter((number) => number % 50 === 0).reverse(), CASES);
      for (const [number, name] of again.names) expect([number, name]).toEqual([number, run.names.get(number)]);
    },
    QUARTER_OF_AN_HOUR,
  );
});
