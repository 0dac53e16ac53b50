import { COMPLIANCE_ERRORS, CUSTODY_ERRORS } from "@backstock/sdk";
import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";

/** Codes that no account of today can reach. */
const OUT_OF_REACH = new Set<string>([]);

const tests = readdirSync("tests", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => readFileSync(`tests/${path}`, "utf8"))
  .join("\n");

test.each([...CUSTODY_ERRORS, ...COMPLIANCE_ERRORS].map(({ name }) => name))("%s is asserted by a test", (name) => {
  expect(tests.includes(`"${name}"`)).toBe(!OUT_OF_REACH.has(name));
});
