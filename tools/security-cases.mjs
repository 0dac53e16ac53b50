#!/usr/bin/env node
// Writes docs/security-cases.md: every attack of tests/security/cases.json and the tests that try it, found by their titles ("A1: …").
// Fails where an attack has no test, a test names no attack, or, with `--check`, the page is not what it would write.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { problemsOf, testOf, titlesIn } from "./security-cases/catalog.mjs";
import { pageOf } from "./security-cases/page.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TESTS = "tests/security";
const PAGE = join(ROOT, "docs/security-cases.md");

/** @type {import("./security-cases/catalog.mjs").Catalog} */
const catalog = JSON.parse(readFileSync(join(ROOT, TESTS, "cases.json"), "utf8"));
const files = readdirSync(join(ROOT, TESTS), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts"))
  .map((file) => `${TESTS}/${file}`)
  .sort();
const tests = files.flatMap((file) =>
  titlesIn(file, readFileSync(join(ROOT, file), "utf8")).map((title) => testOf(file, title)),
);

const problems = problemsOf(catalog, tests);
const page = await format(pageOf(catalog, tests), { ...(await resolveConfig(PAGE)), parser: "markdown" });
if (!process.argv.includes("--check")) writeFileSync(PAGE, page);
else if (page !== readFileSync(PAGE, "utf8"))
  problems.push("docs/security-cases.md is not what the tests say: run node tools/security-cases.mjs");

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exitCode = 1;
}
