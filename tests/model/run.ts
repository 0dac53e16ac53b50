import fc from "fast-check";
import { ACTS } from "./acts/index";
import type { Acts } from "./attempt";
import { histories } from "./commands";
import type { Chain } from "./chain";
import type { Options } from "./options";
import { Play } from "./play";
import { Tally } from "./tally";
import type { Stage } from "./world";

/** A history that goes wrong is made shorter for so long, milliseconds; then the shortest so far is told. */
const SHRINKING = Number(process.env["MODEL_SHRINKING"] ?? 240_000);

const limitTo = (only: readonly string[] | undefined): Acts =>
  only === undefined
    ? ACTS
    : Object.fromEntries(Object.entries(ACTS).filter(([name]) => name === "wait" || only.includes(name)));

/** What a history is drawn from, all of it. */
export type Drawn = Pick<Options, "seed" | "length" | "only">;

/** How a history is played, where it is not by a Play. */
export interface Manner {
  readonly play?: (chain: Chain, tally: Tally) => Play;
  /** What plays a history again. */
  readonly replay?: (of: Drawn) => string;
  readonly progress?: (tally: Tally) => void;
  /** Milliseconds of making a history shorter. */
  readonly shrinking?: number;
}

const byCommand = ({ seed, length, only }: Drawn): string =>
  `npm run model -- --seed ${seed} --length ${length}${only === undefined ? "" : ` --only ${only.join(",")}`}`;

/** Plays histories, each of a seed of its own, until so many commands have run; throws where the chain and the model disagree. */
export async function run(stage: Stage, options: Options, manner: Manner = {}): Promise<Tally> {
  const tally = new Tally();
  const commands = histories(limitTo(options.only), options.length);
  for (let seed = options.seed; tally.commands < options.commands; seed++) {
    await playOne(stage, commands, { ...options, seed }, tally, manner);
    manner.progress?.(tally);
  }
  return tally;
}

async function playOne(
  stage: Stage,
  commands: ReturnType<typeof histories>,
  { seed, length, only }: Options,
  tally: Tally,
  { play: start = (chain, of) => new Play(chain, of), replay = byCommand, shrinking = SHRINKING }: Manner,
): Promise<void> {
  let last: readonly string[] = [];
  let firstFailure: number | undefined;
  const property = fc.asyncProperty(commands, async (history) => {
    // Only what makes a history shorter is ever cut off: the first time, it is played to its end.
    if (firstFailure !== undefined && Date.now() - firstFailure >= shrinking) throw new fc.PreconditionFailure(true);
    await stage.chain.rewind();
    const play = start(stage.chain, tally);
    const model = stage.model();
    try {
      await play.begin(model);
      await fc.asyncModelRun(() => ({ model, real: play }), history);
    } catch (error) {
      firstFailure ??= Date.now();
      last = [...play.history];
      throw error;
    }
  });
  const details = await fc.check(property, { seed, numRuns: 1, unbiased: true });
  if (!details.failed) return;
  const { errorInstance, interrupted, numShrinks } = details;
  const shrunk = `after ${numShrinks} shrinks, ${last.length} commands`;
  throw new Error(
    [
      `replay with: ${replay({ seed, length, only })}`,
      interrupted
        ? `${shrunk}, interrupted after ${shrinking} ms: a longer MODEL_SHRINKING may find fewer:`
        : `${shrunk}:`,
      ...last,
      errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance),
    ].join("\n"),
  );
}
