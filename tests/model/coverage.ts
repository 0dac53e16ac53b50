import { expect } from "@jest/globals";
import { readFileSync } from "node:fs";
import type { Tally } from "./tally";

/** As the table of outcomes names an instruction: two are called the same in both programs. */
const TITLES: Readonly<Record<string, string>> = {
  "custody accept_authority": "accept_authority of custody",
  "compliance accept_authority": "compliance accept_authority",
};

/** Every instruction of both programs, from their IDLs. */
export const INSTRUCTIONS: readonly string[] = (["custody", "compliance"] as const).flatMap((program) => {
  const path = `programs-idl/${program}.json`;
  const { instructions } = JSON.parse(readFileSync(path, "utf8")) as { instructions: readonly { name: string }[] };
  return instructions.map(({ name }) => TITLES[`${program} ${name}`] ?? name);
});

export function expectAllSucceeded(tally: Tally): void {
  expect(INSTRUCTIONS.filter((name) => tally.succeeded(name) === 0)).toEqual([]);
}

/** @param refusals e.g. "custody NotMinter" */
export function expectRefusals(tally: Tally, refusals: readonly string[]): void {
  const met = tally.refusals();
  expect(refusals.filter((refusal) => !met.has(refusal))).toEqual([]);
}
