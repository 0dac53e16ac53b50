// `npm run size`: what an application carries of the SDK, built by esbuild, minified and gzipped as .size-limit.json says. Fails beyond a limit
// there, and where a figure is not the one in benchmarks/bundle-bytes.json, so that what a change costs is seen in its review.
// `--write` writes that table.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Either way: else many small steps would go unseen. */
const TOLERANCE_PERCENT = 2;

const root = fileURLToPath(new URL("..", import.meta.url));
const file = `${root}benchmarks/bundle-bytes.json`;

/** @returns {{ name: string, size: number, sizeLimit?: number, passed?: boolean }[]} */
function measure() {
  const sizeLimit = `${root}node_modules/size-limit/bin.js`;
  const { stdout, stderr, error } = spawnSync(process.execPath, [sizeLimit, "--json"], { cwd: root, encoding: "utf8" });
  if (error) throw error;
  const answer = stdout.startsWith("[") ? JSON.parse(stdout) : undefined;
  if (answer === undefined) throw new Error(`size-limit measured nothing:\n${stdout}${stderr}`);
  return answer;
}

const measured = measure();
/** @type {Record<string, number>} */
const bytes = Object.fromEntries(measured.map(({ name, size }) => [name, size]));

/** @type {string[]} */
const complaints = [];
for (const { name, size, sizeLimit, passed } of measured) {
  console.log(
    `${String(size).padStart(7)} bytes  ${name}${sizeLimit === undefined ? "" : `, of ${sizeLimit} at most`}`,
  );
  if (passed === false) complaints.push(`${name}: ${size} bytes, ${sizeLimit} at most`);
}

if (process.argv.includes("--write")) {
  writeFileSync(file, `${JSON.stringify(bytes, null, 2)}\n`);
} else {
  /** @type {Record<string, number>} */
  const committed = JSON.parse(readFileSync(file, "utf8"));
  for (const name of new Set([...Object.keys(bytes), ...Object.keys(committed)])) {
    const [now, then] = [bytes[name], committed[name]];
    if (now === undefined) complaints.push(`${name}: in the table, and not in .size-limit.json`);
    else if (then === undefined) complaints.push(`${name}: not in the table`);
    else if (Math.abs(now - then) * 100 > then * TOLERANCE_PERCENT) {
      complaints.push(`${name}: ${now} bytes, not ${then} within ${TOLERANCE_PERCENT} %`);
    }
  }
}

for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) {
  console.error("What is meant is written by npm run size:write; a limit is not to be raised lightly.");
  process.exitCode = 1;
}
