import { TRANSACTION_SIZE_LIMIT } from "@backstock/sdk";
import type { VmKind } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { measure } from "../benchmarks/measure";
import { LONGEST } from "../benchmarks/sheet";
import { listRows, type NamedRow, readTable, type Rows } from "../benchmarks/table";
import complianceIdl from "../programs-idl/compliance.json";
import custodyIdl from "../programs-idl/custody.json";

const table = readTable();
/** Compute units may differ from the table's by 1 in this many: 2 %. */
const TOLERANCE = 50;

/** By instruction, the most that any of its transactions may take on litesvm where no token account is created (benchmarks/README.md says why these). */
const TARGETS = {
  execute: 1_100,
  transfer: 18_800,
  mint_deposit: 12_000,
  request_redemption: 24_000,
  cancel_redemption: 24_000,
  settle_redemption: 20_000,
} as const;

/** Token-2022 is called twice more, to resume the token and to pause it again. */
const CANCELLED_WHILE_PAUSED = "cancel_redemption: hooked, while the token is paused";

const INSTRUCTIONS = [...complianceIdl.instructions, ...custodyIdl.instructions].map(({ name }) => name);
/** Creating the mint and registering it is what is called listing; all that comes after is what a person waits for. */
const LISTING = ["create the mint", "register_asset"];
const BEFORE_LISTING = ["create_registry", "create_issuer"];
/** Called by others, in transactions that are measured as theirs. */
const CALLED = ["register_mint", "execute"];

const names = (rows: Rows): string[] => listRows(rows).map(({ name }) => name);

let vm: VmKind;
let rows: Rows;
let onLitesvm: Rows;
beforeAll(async () => {
  ({ vm, rows } = await measure());
  onLitesvm = vm === "litesvm" ? rows : (await measure("litesvm")).rows;
}, 120_000);

describe("the committed table", () => {
  test("has every row for both VMs", () => {
    expect(names(table.bankrun)).toEqual(names(table.litesvm));
  });

  test("has a row for every instruction of both programs", () => {
    expect(Object.keys(table.litesvm)).toEqual(expect.arrayContaining(INSTRUCTIONS));
  });

  test("has the rows that are measured, and no others", () => {
    expect(names(rows).sort()).toEqual(names(table[vm]).sort());
  });

  for (const { name, instruction, path } of listRows(table.litesvm)) {
    test(`says within 2 % what this takes, and its bytes exactly: ${name}`, () => {
      const committed = table[vm][instruction]?.[path];
      const measured = rows[instruction]?.[path];
      if (committed === undefined || measured === undefined) throw new Error("not measured");
      expect(measured.bytes).toBe(committed.bytes);
      const slack = Math.floor(committed.computeUnits / TOLERANCE);
      expect(measured.computeUnits).toBeLessThanOrEqual(committed.computeUnits + slack);
      expect(measured.computeUnits).toBeGreaterThanOrEqual(committed.computeUnits - slack);
    });
  }
});

test("a second run measures the same to the unit", async () => {
  expect((await measure()).rows).toEqual(rows);
}, 60_000);

describe("the limits on litesvm", () => {
  const targeted = (instruction: string): NamedRow[] =>
    listRows(onLitesvm).filter(
      (row) => row.instruction === instruction && row.path !== LONGEST && row.name !== CANCELLED_WHILE_PAUSED,
    );

  for (const [instruction, most] of Object.entries(TARGETS)) {
    test(`${instruction} takes at most ${most} compute units, on every path that creates no account and finds the token not paused`, () => {
      const all = targeted(instruction);
      expect(all).not.toEqual([]);
      expect(all.filter(({ computeUnits }) => computeUnits > most)).toEqual([]);
    });
  }

  test("every transaction fits the network's limit, with an account to create and a priority fee too", () => {
    const all = listRows(onLitesvm);
    expect(all.filter(({ bytes }) => bytes > TRANSACTION_SIZE_LIMIT)).toEqual([]);
    const longest = all.filter(({ path }) => path === LONGEST).map(({ instruction }) => instruction);
    const steps = INSTRUCTIONS.filter((name) => !BEFORE_LISTING.includes(name) && !CALLED.includes(name));
    expect(longest).toEqual(expect.arrayContaining([...LISTING, ...steps, "transfer"]));
  });
});
