/**
 * npm run model -- --seed N [--length N] [--commands N] [--only act,act]   plays, or plays again what a test has printed
 * npm run soak -- [--seed N] [--commands N]                                plays long, and says how far it is
 */
import { parseArgs } from "node:util";
import { run } from "./run";
import { setStage } from "./world";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    length: { type: "string", default: "1200" },
    commands: { type: "string", default: "1" },
    only: { type: "string" },
  },
});

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} must be a whole number, not ${text}`);
  return value;
}

const seed = whole("seed", values.seed ?? String(Math.floor(Math.random() * 2 ** 31)));
const options = {
  seed,
  commands: whole("commands", values.commands),
  length: whole("length", values.length),
  only: values.only?.split(","),
};
process.stdout.write(`seed ${seed}, ${options.commands} commands in histories of at most ${options.length}\n`);
const stage = await setStage("litesvm");
const started = Date.now();
try {
  const tally = await run(stage, options, {
    progress: ({ commands }) =>
      process.stdout.write(`${commands} commands, ${Math.round((Date.now() - started) / 1_000)} s\n`),
  });
  process.stdout.write(`${tally.table()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
