#!/usr/bin/env node
// Does what docs/transcripts show, as a reader would, and compares what is printed with what they say. `--write` puts in what was printed,
// `--check` fails where it differs. A transcript begins in an empty folder, where $BACKSTOCK is this repository as it stands, and
// takes nothing but what README.md tells: that is what it proves.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { normalize } from "./transcript/normalize.mjs";
import { makeOrigin } from "./transcript/origin.mjs";
import { notInReadme, parsePage, withOutputs } from "./transcript/page.mjs";
import { runSteps } from "./transcript/run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "docs/transcripts");
const write = process.argv.includes("--write");
if (write === process.argv.includes("--check")) throw new Error("usage: node tools/transcript.mjs --write|--check");

const temporary = realpathSync(mkdtempSync(join(tmpdir(), "backstock-transcript-")));
const home = join(temporary, "home");
const origin = join(temporary, "origin");

/**
 * Every transcript begins by getting the package, which takes minutes. Where they do it in the same words it is done once, and the
 * next one goes on from there.
 *
 * @type {Map<string, {outputs: string[], cwd: string}>}
 */
const beginnings = new Map();

/** @param {import("./transcript/page.mjs").Step[]} steps @returns {string[]} what the commands print */
function play(steps) {
  const environment = { BACKSTOCK: origin };
  const first = steps.findIndex((step) => "file" in step);
  const words = JSON.stringify(steps.slice(0, first));
  const beginning = beginnings.get(words) ?? runSteps(steps.slice(0, first), home, environment);
  beginnings.set(words, beginning);
  return [...beginning.outputs, ...runSteps(steps.slice(first), beginning.cwd, environment).outputs];
}

/** @param {string} path */
function compare(path) {
  const before = readFileSync(path, "utf8");
  const steps = parsePage(before);
  const unknown = notInReadme(steps, readFileSync(join(root, "README.md"), "utf8"));
  if (unknown.length > 0) throw new Error(`${path} does what README.md does not tell: ${unknown.join("; ")}`);
  const started = Date.now();
  const outputs = play(steps).map((output) => normalize(output, home));
  console.log(`${path}: ${outputs.length} commands, ${Math.round((Date.now() - started) / 1000)} s`);
  const after = withOutputs(before, outputs);
  if (write) return writeFileSync(path, after);
  if (after === before) return;
  const played = join(temporary, "played.md");
  writeFileSync(played, after);
  spawnSync("git", ["--no-pager", "diff", "--no-index", path, played], { stdio: "inherit" });
  console.error(`${path} does not say what was printed: run npm run transcripts`);
  process.exitCode = 1;
}

try {
  mkdirSync(home);
  mkdirSync(origin);
  makeOrigin(root, origin);
  for (const name of readdirSync(folder)) compare(join(folder, name));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
