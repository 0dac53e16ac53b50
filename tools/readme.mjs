#!/usr/bin/env node
// Puts the example files into README.md, between ```ts and ```, in the order of their headings. `--check` fails where they differ.
import { readFileSync, writeFileSync } from "node:fs";

const README = new URL("../README.md", import.meta.url);
const EXAMPLES = ["dapp.ts", "lender.ts", "operator.ts"];

const before = readFileSync(README, "utf8");
let next = 0;
const after = before.replace(/```ts\n[\s\S]*?```/g, (block) => {
  const name = EXAMPLES[next++];
  if (name === undefined) return block;
  return `\`\`\`ts\n${readFileSync(new URL(`../examples/readme/${name}`, import.meta.url), "utf8")}\`\`\``;
});
if (next !== EXAMPLES.length) throw new Error(`README.md has ${next} TypeScript blocks, not ${EXAMPLES.length}`);

if (!process.argv.includes("--check")) writeFileSync(README, after);
else if (after !== before) {
  console.error("README.md differs from examples/readme: run node tools/readme.mjs");
  process.exitCode = 1;
}
