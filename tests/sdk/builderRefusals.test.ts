import { COMPLIANCE_ERRORS, CUSTODY_ERRORS } from "@backstock/sdk";
import { describe, expect, test } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { errorsOf, type Program } from "../harness/rustChecks";

const BUILDERS = "sdk/src/instructions";
/** Builders that are not called as the instruction is: both programs have an `accept_authority`. */
const RENAMED: Readonly<Record<string, string>> = {
  acceptIssuerAuthority: "accept_authority",
  acceptRegistryAuthority: "accept_authority",
  proposeRegistryAuthority: "propose_authority",
};
const NAMES: Readonly<Record<Program, ReadonlySet<string>>> = {
  compliance: new Set(COMPLIANCE_ERRORS.map(({ name }) => name)),
  custody: new Set(CUSTODY_ERRORS.map(({ name }) => name)),
};

interface Builder {
  readonly name: string;
  readonly program: Program;
  readonly instruction: string;
  /** What its docstring says that the program refuses with. */
  readonly told: readonly string[];
}

const builders = readdirSync(BUILDERS).flatMap((file): Builder[] => {
  const text = readFileSync(`${BUILDERS}/${file}`, "utf8");
  const starts = text.indexOf("export function create");
  if (starts < 0) return [];
  const name = file.replace(".ts", "");
  const program = text.includes("complianceInstruction(") ? "compliance" : "custody";
  const docs = text.slice(text.lastIndexOf("/**", starts), starts);
  // What other programs refuse follows behind "with": Token-2022 has an AccountFrozen too.
  const [refusals = ""] = docs.slice(docs.indexOf("Refused on chain")).split(/; with |;\s+\*?\s*with /);
  const words = Array.from(refusals.matchAll(/\b[A-Z]\w+\b/g), ([word]) => word);
  return [
    {
      name,
      program,
      instruction: RENAMED[name] ?? name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
      told: words.filter((word) => NAMES[program].has(word)),
    },
  ];
});

describe.each(builders)("the docstring of $name", ({ program, instruction, told }) => {
  test("names refusals", () => {
    expect(told).not.toEqual([]);
  });

  test("names no refusal that the program does not make", () => {
    const made = new Set([...errorsOf(program, instruction), "MathOverflow"]);
    expect(told.filter((error) => !made.has(error))).toEqual([]);
  });
});
