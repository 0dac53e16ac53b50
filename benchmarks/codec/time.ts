import type { Target, Work } from "./targets";

const ROUNDS = 7;
/** Long against the clock's resolution, short against a busy machine's moods. */
const ROUND_MS = 12;

/** Nanoseconds that one input takes, the median of the rounds. */
export interface Times {
  readonly ours: number;
  readonly anchors: number;
}

/** Both sides by turns, so that what slows the machine down slows both. */
export function timesOf({ ours, anchors }: Target): Times {
  const passes = { ours: passesFor(ours), anchors: passesFor(anchors) };
  const rounds = Array.from({ length: ROUNDS }, () => ({
    ours: round(ours, passes.ours),
    anchors: round(anchors, passes.anchors),
  }));
  return { ours: median(rounds.map((one) => one.ours)), anchors: median(rounds.map((one) => one.anchors)) };
}

/** How often all the work is done in a round. Finding it out warms up as well. */
function passesFor(works: readonly Work[]): number {
  for (let passes = 1; ; passes *= 2) {
    if (round(works, passes) * works.length * passes >= (ROUND_MS * 1e6) / 2) return passes * 2;
  }
}

function round(works: readonly Work[], passes: number): number {
  const start = process.hrtime.bigint();
  for (let pass = 0; pass < passes; pass++) for (const { run } of works) run();
  return Number(process.hrtime.bigint() - start) / (works.length * passes);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;
}
