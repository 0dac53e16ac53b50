import * as sdk from "@backstock/sdk";
import * as collateral from "@backstock/sdk/collateral";
import * as kit from "@backstock/sdk/kit";
import * as testing from "@backstock/sdk/testing";
import { describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import complianceIdl from "../programs-idl/compliance.json";
import custodyIdl from "../programs-idl/custody.json";
import { anchorsOf, linksOf, readPage, sectionsOf, tableRows } from "./harness/page";
import { errorsOf, eventsOf, type Program } from "./harness/rustChecks";

const IDLS = { compliance: complianceIdl, custody: custodyIdl };
const PROGRAMS = ["compliance", "custody"] as const satisfies Program[];

interface IdlAccount {
  readonly name: string;
  readonly signer?: boolean;
  readonly writable?: boolean;
  readonly optional?: boolean;
}

const INSTRUCTIONS = PROGRAMS.flatMap((program) =>
  IDLS[program].instructions.map(({ name, accounts }) => ({ program, name, accounts: accounts as IdlAccount[] })),
);
const ERRORS = PROGRAMS.flatMap((program) => IDLS[program].errors.map((error) => ({ program, ...error })));
const EVENTS = PROGRAMS.flatMap((program) => IDLS[program].events.map(({ name }) => name));

const FLOWS = readdirSync("docs/flows").map((name) => `docs/flows/${name}`);
const GUIDES = readdirSync("docs/guides").map((name) => `docs/guides/${name}`);
const PAGES = [
  "README.md",
  "SECURITY.md",
  "scripts/README.md",
  "sdk/README.md",
  "benchmarks/README.md",
  "docs/authority-matrix.md",
  "docs/costs.md",
  "docs/errors.md",
  ...FLOWS,
  ...GUIDES,
  ...readdirSync("docs/transcripts").map((name) => `docs/transcripts/${name}`),
];

/** Errors that the text of an instruction comes to and that it never answers, or that have no order because they exclude each other. */
const APART: Readonly<Record<string, readonly string[]>> = {
  "compliance execute": ["SenderNotListed", "ReceiverNotListed"], // arms of one match
  "custody accept_authority": ["InvalidThreshold", "InvalidChangeDelay"], // of other changes
  "custody apply_change": ["InvalidChangeDelay"], // fixed for ever
  "custody propose_change": ["InvalidChangeDelay"], // fixed for ever
  "custody recover_redemption": ["HolderNotListed", "HolderJurisdictionBlocked"], // listed already; may leave
  "custody request_redemption": ["HolderJurisdictionBlocked"], // may leave
  "custody settle_offchain": ["PayoutOffChain"], // of settle_redemption
  "custody settle_redemption": ["PayoutOnChain"], // of settle_offchain
  "custody submit_attestation": ["MultiplierOutOfRange"], // taken for not covered
};

/** Parameters, methods and codes that guides name beside what the entries export. */
const NOT_EXPORTED = new Set([
  ...["acceptNewLoans", "afterRound", "getMultipleAccounts", "giveCash", "listStock", "mintTo", "upgradeAuthorities"],
  "IMPERSONATION",
]);

/** The words between backticks that are followed by a number of four digits: errors and their codes. */
const errorsIn = (text: string): string[] =>
  Array.from(text.matchAll(/`(\w+)` (\d{4})\b/g), ([, name, code]) => `${name} ${code}`);
const known = new Set(ERRORS.map(({ name, code }) => `${name} ${code}`));

describe.each(PAGES)("%s", (path) => {
  test("links to what is there", () => {
    const broken = linksOf(readPage(path)).filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file === "" ? path : join(dirname(path), file);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(readPage(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  test("names errors by their codes", () => {
    expect(errorsIn(readPage(path)).filter((error) => !known.has(error))).toEqual([]);
  });
});

describe("the guides", () => {
  const entries = { ...collateral, ...kit, ...sdk, ...testing };
  const pages = GUIDES.filter((path) => !path.endsWith("/README.md"));

  test("are listed, and have every example of a task, each once", () => {
    const listed = linksOf(readPage("docs/guides/README.md")).map((link) => link.split("#")[0]);
    expect(listed).toEqual(expect.arrayContaining(pages.map((path) => path.slice("docs/guides/".length))));
    const shown = pages.flatMap((path) => Array.from(readPage(path).matchAll(/^<!-- examples\/tasks\/(\S+) -->$/gm)));
    expect(shown.map(([, name]) => name).sort()).toEqual(readdirSync("examples/tasks").sort());
  });

  test.each(["README.md", "sdk/README.md", ...pages])("%s names functions and constants that there are", (path) => {
    const prose = readPage(path).replace(/^```[\s\S]*?^```/gm, "");
    const named = Array.from(prose.matchAll(/`([a-z]+[A-Z]\w*|[A-Z]+_[A-Z_]+)`/g), ([, name]) => name as string);
    expect(named.filter((name) => !(name in entries) && !NOT_EXPORTED.has(name))).toEqual([]);
  });
});

test("docs/errors.md has every error with its code and message, and what to do", () => {
  const rows = tableRows(readPage("docs/errors.md")).filter(([code = ""]) => /^\d{4}$/.test(code));
  expect(rows.map(([code, name, message]) => [code, name, message]).sort()).toEqual(
    ERRORS.map(({ code, name, msg }) => [String(code), `\`${name}\``, msg]).sort(),
  );
  expect(rows.filter(([, , , advice = ""]) => advice === "")).toEqual([]);
});

test("docs/costs.md has the bytes and the rent of every account", () => {
  const sizes = sdk as unknown as Record<string, number>;
  const rows = tableRows(readPage("docs/costs.md"));
  for (const { name } of PROGRAMS.flatMap((program) => IDLS[program].accounts)) {
    const bytes = sizes[`${name.replace(/(?!^)(?=[A-Z])/g, "_").toUpperCase()}_SIZE`] ?? NaN;
    const rent = sdk.rentExemptLamports(bytes).toLocaleString("en");
    expect(rows).toContainEqual([`\`${name}\``, String(bytes), rent, expect.stringMatching(/./)]);
  }
});

describe.each(FLOWS.filter((path) => !path.endsWith("/README.md")))("%s", (path) => {
  const page = readPage(path);

  test("is listed among the flows and in the README", () => {
    const name = path.slice("docs/flows/".length);
    expect(linksOf(readPage("docs/flows/README.md"))).toContain(name);
    expect(linksOf(readPage("README.md"))).toContain(path);
  });

  test("has a sequence diagram of participants that it names", () => {
    const [, diagram = ""] = /```mermaid\nsequenceDiagram\n([^`]+)```/.exec(page) ?? [];
    const participants = Array.from(diagram.matchAll(/^ *participant (\w+) as /gm), ([, name]) => name);
    const messages = Array.from(diagram.matchAll(/^ *(\w+)-?->>(\w+): ./gm), ([, from, to]) => [from, to]);
    expect(messages.length).toBeGreaterThan(2);
    expect([...new Set(messages.flat())].sort()).toEqual([...participants].sort());
    // Either ends a statement of Mermaid's.
    expect(diagram).not.toMatch(/[;#]/);
  });
});

/** Sections of instructions, as "custody mint_deposit". A name that both programs have says whose it is. */
const sections = new Map(
  FLOWS.flatMap((path) => sectionsOf(readPage(path))).flatMap(({ heading, text }) => {
    const [, name, program] = /^`(\w+)`(?: of (\w+))?$/.exec(heading) ?? [];
    const owners = INSTRUCTIONS.filter((one) => one.name === name && (program ?? one.program) === one.program);
    return owners.map((owner) => [`${owner.program} ${owner.name}`, text] as const);
  }),
);

test("every instruction is explained in one place", () => {
  expect([...sections.keys()].sort()).toEqual(INSTRUCTIONS.map(({ program, name }) => `${program} ${name}`).sort());
  const headings = FLOWS.flatMap((path) => sectionsOf(readPage(path))).filter(({ heading }) => heading.startsWith("`"));
  expect(headings).toHaveLength(INSTRUCTIONS.length);
});

describe.each(INSTRUCTIONS)("what is said of $name of $program", ({ program, name, accounts }) => {
  const section = sections.get(`${program} ${name}`) ?? "";

  test("has its accounts as the IDL has them", () => {
    const line = accounts.map(({ name: account, signer, writable, optional }) =>
      [`\`${account}\``, signer === true && "S", writable === true && "W", optional === true && "?"]
        .filter((part) => part !== false)
        .join(" "),
    );
    expect(section.split("\n").find((text) => text.startsWith("Accounts: "))).toBe(`Accounts: ${line.join(", ")}`);
  });

  test("has a table of the checks that its Rust makes, in their order", () => {
    const told = tableRows(section).flatMap(([, error = ""]) => errorsIn(error).map((one) => one.split(" ")[0] ?? ""));
    const made = errorsOf(program, name);
    const apart = APART[`${program} ${name}`] ?? [];
    expect(made).toEqual(expect.arrayContaining([...apart]));
    const isCompared = (error: string): boolean => error !== "MathOverflow" && !apart.includes(error);
    expect([...new Set(told)].filter(isCompared)).toEqual(made.filter(isCompared));
  });

  test("names its events", () => {
    expect(eventsOf(program, name).filter((event) => !section.includes(`\`${event}\``))).toEqual([]);
  });
});

test("every event is named where its instruction is explained", () => {
  const text = [...sections.values()].join("\n");
  expect(EVENTS.filter((event) => !text.includes(`\`${event}\``))).toEqual([]);
});
