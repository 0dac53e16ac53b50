import { COMPLIANCE_ERRORS, CUSTODY_ERRORS } from "@backstock/sdk";
import { expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";

const tests = readdirSync("tests", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => readFileSync(`tests/${path}`, "utf8"))
  .join("\n");

test.each([...CUSTODY_ERRORS, ...COMPLIANCE_ERRORS].map(({ name }) => name))("%s is asserted by a test", (name) => {
  // The hook's tests put "Sender" or "Receiver" before what both sides are refused for.
  const told = [name, name.replace(/^(Sender|Receiver)/, "")];
  expect(told.some((text) => tests.includes(`"${text}"`))).toBe(true);
});
