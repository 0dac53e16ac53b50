/** `npm run bench:codec [seed]`: how long the SDK's generated codec and Anchor's coder take for the same, which has to come out the same. */
import { assertRight, targetsOf } from "./targets";
import { timesOf } from "./time";

const seed = Number(process.argv[2] ?? Date.now() % 2 ** 31);
if (!Number.isSafeInteger(seed)) throw new Error("the seed is a whole number");
console.log(`seed ${seed}; nanoseconds an input, the median of 7 rounds\n`);

const [widest, columns] = [34, 12];
const row = (...cells: string[]): string =>
  cells.map((cell, i) => (i === 0 ? cell.padEnd(widest) : cell.padStart(columns))).join("");
console.log(row("", "ours", "Anchor's", "ratio"));

const targets = targetsOf(seed);
targets.forEach(assertRight);
const ratios = targets.map((target) => {
  const { ours, anchors } = timesOf(target);
  console.log(row(target.name, ours.toFixed(0), anchors.toFixed(0), (anchors / ours).toFixed(1)));
  return anchors / ours;
});
const mean = Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
const inputs = targets.reduce((sum, { ours }) => sum + ours.length, 0);
console.log(
  `\n${inputs} inputs, equal on both sides; Anchor's coder takes ${mean.toFixed(1)} times as long (geometric mean)`,
);
