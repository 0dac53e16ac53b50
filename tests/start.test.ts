import { beforeAll, describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { UnexpectedOutcome } from "../examples/lifecycle/chain";
import { run } from "../examples/lifecycle/run";

const TIMEOUT = 120_000;
const vm = process.env["VM"] ?? "bankrun";

interface Report {
  readonly vm: string;
  readonly steps: readonly { name: string; ok: boolean; error?: string; computeUnits: number; bytes: number }[];
  readonly supply: string;
}

/** Runs `npm start -- ...options` as a person would. */
async function npmStart(...options: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const child = spawn("npm", ["start", "--", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  const [[code], stdout, stderr] = await Promise.all([once(child, "close"), text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** All that the story has refused, and by whom. */
const REFUSALS = [
  ["mint 1,000.5 against 1,000 shares", "custody: InsufficientReserve"],
  ["mint on an attestation one second too old", "custody: AttestationTooOld"],
  ["mint deposit B again", "custody: DepositSpent"],
  ["record deposit B again", "custody: DepositSpent"],
  ["transfer 250 to Uma, a US person", "compliance: ReceiverJurisdictionBlocked"],
  ["transfer 250 to a wallet on no list", "compliance: ReceiverNotListed"],
  ["settle half of it for half a cent too little", "custody: InsufficientCash"],
  ["take them back at the deadline", "custody: DeadlineNotPassed"],
  ["schedule August's before its shares are there", "custody: InsufficientReserve"],
];

describe("npm start -- --json", () => {
  let outcome: Awaited<ReturnType<typeof npmStart>>;
  let report: Report;

  beforeAll(async () => {
    outcome = await npmStart("--json");
    report = JSON.parse(outcome.stdout) as Report;
  }, TIMEOUT);

  test("prints one JSON object, nothing else, and exits with 0", () => {
    expect(outcome).toEqual({ code: 0, stdout: `${JSON.stringify(report)}\n`, stderr: "" });
  });

  test("reports the VM and the balance sheet in raw units, and nothing beside the steps", () => {
    const { steps, ...sheet } = report;
    expect(steps).toEqual(expect.any(Array));
    expect(sheet).toEqual({
      vm,
      supply: "98750000000",
      attestedShares: "99100000000",
      escrowed: "0",
      replayedSupply: "98750000000",
    });
  });

  test("reports of every step its name, that it came out as it had to, compute units and bytes", () => {
    for (const { error, ...step } of report.steps) {
      expect(step).toEqual({
        name: expect.stringMatching(/./),
        ok: true,
        computeUnits: expect.any(Number),
        bytes: expect.any(Number),
      });
      expect(error === undefined || error.length > 0).toBe(true);
    }
  });

  test("reports the steps that were refused, with the program and its error, and no others", () => {
    const refused = report.steps.filter(({ error }) => error !== undefined);
    expect(refused.map(({ name, error }) => [name, error])).toEqual(REFUSALS);
  });

  test("reports what every transaction cost; only the last six steps look at balances and books and cost nothing", () => {
    const isFree = ({ computeUnits, bytes }: Report["steps"][number]): boolean => computeUnits === 0 && bytes === 0;
    expect(report.steps.findIndex(isFree)).toBe(report.steps.length - 6);
    for (const { computeUnits, bytes } of report.steps.slice(0, -6)) {
      expect(computeUnits).toBeGreaterThan(100);
      expect(bytes).toBeGreaterThan(200);
      expect(bytes).toBeLessThanOrEqual(1_232);
    }
  });
});

test(
  "npm start with an unknown option exits with 2, says so on stderr and prints nothing",
  async () => {
    const { code, stdout, stderr } = await npmStart("--nonsense");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/--nonsense/);
    expect(stderr).toMatch(/usage: npm start/);
  },
  TIMEOUT,
);

describe("run", () => {
  /** Runs a story whose only step can't come out as it has to. */
  async function runFailing(json: boolean): Promise<{ code: number; printed: string[]; complaints: string[] }> {
    const [printed, complaints]: [string[], string[]] = [[], []];
    const options = {
      json,
      print: (line: string) => printed.push(line),
      complain: (line: string) => complaints.push(line),
    };
    const code = await run(options, async (chain) => {
      chain.check("two and two are five", false);
      throw new Error("the story went on");
    });
    return { code, printed, complaints };
  }

  test("answers 1 and reports the step, but no balance sheet, where a step is not as expected", async () => {
    const { code, printed, complaints } = await runFailing(true);
    expect(code).toBe(1);
    expect(printed.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        vm,
        steps: [{ name: "two and two are five", ok: false, computeUnits: 0, bytes: 0 }],
        supply: null,
        attestedShares: null,
        escrowed: null,
        replayedSupply: null,
      },
    ]);
    expect(complaints).toEqual(["not as expected: two and two are five"]);
  });

  test("tells a person the same", async () => {
    const { code, printed, complaints } = await runFailing(false);
    expect(code).toBe(1);
    expect(printed.at(-1)).toMatch(/two and two are five .*UNEXPECTED/);
    expect(complaints).toEqual(["not as expected: two and two are five"]);
  });

  test("hides no failure of another kind", async () => {
    const broken = run({ json: true, print: () => undefined, complain: () => undefined }, () =>
      Promise.reject(new TypeError("broken")),
    );
    await expect(broken).rejects.toThrow(TypeError);
    await expect(broken).rejects.not.toBeInstanceOf(UnexpectedOutcome);
  });
});
