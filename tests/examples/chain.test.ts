import { startVm, type Vm } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { Chain, type ExpectedRefusal, type Step, UnexpectedOutcome } from "../../examples/lifecycle/chain";
import { keypairOf } from "../harness/people";

const payer = keypairOf("payer");
const [poor, receiver] = [keypairOf("poor"), keypairOf("receiver")];
const SOL = 1_000_000_000;

let vm: Vm;
let chain: Chain;
let told: Step[];
beforeAll(async () => {
  vm = await startVm();
  await vm.fund(payer.publicKey, 10n * BigInt(SOL));
  await vm.fund(poor.publicKey, BigInt(SOL));
});
beforeEach(() => {
  told = [];
  chain = new Chain(vm, payer, (step) => told.push(step));
});

/** The System program refuses what `poor` has not got, with ResultWithNegativeLamports. */
function pay(lamports: number): TransactionInstruction {
  return SystemProgram.transfer({ fromPubkey: poor.publicKey, toPubkey: receiver.publicKey, lamports });
}
const TOO_POOR = { program: "system", name: "ResultWithNegativeLamports" } as const;
const [possible, impossible] = [SOL / 100, 2 * SOL];

const cost = { computeUnits: expect.any(Number), bytes: expect.any(Number) };

/** Asserts that a step was recorded as not ok, told, and ended the story. */
async function expectUnexpected(step: Promise<void>, recorded: Partial<Step>): Promise<void> {
  await expect(step).rejects.toThrow(UnexpectedOutcome);
  expect(chain.steps).toEqual([{ name: "a step", ok: false, ...cost, ...recorded }]);
  expect(told).toEqual(chain.steps);
}

describe("succeed", () => {
  test("records a transaction that went through as ok, with what it cost", async () => {
    await chain.succeed("a step", pay(possible), [poor]);
    expect(chain.steps).toEqual([{ name: "a step", ok: true, ...cost }]);
    expect(told).toEqual(chain.steps);
    expect(chain.steps[0]?.computeUnits).toBeGreaterThan(0);
    expect(chain.steps[0]?.bytes).toBeGreaterThan(0);
  });

  test("records a transaction that was refused as not ok, with the error, and throws", async () => {
    const error = "system: ResultWithNegativeLamports";
    await expectUnexpected(chain.succeed("a step", pay(impossible), [poor]), { error });
  });
});

describe("refuse", () => {
  test("records a refusal by the expected program with the expected error as ok", async () => {
    await chain.refuse("a step", TOO_POOR, pay(impossible), [poor]);
    expect(chain.steps).toEqual([{ name: "a step", ok: true, error: "system: ResultWithNegativeLamports", ...cost }]);
  });

  test("records a transaction that went through as not ok and throws", async () => {
    await expectUnexpected(chain.refuse("a step", TOO_POOR, pay(possible), [poor]), {});
  });

  test.each<[string, ExpectedRefusal]>([
    ["another error of the same program", { program: "system", name: "AccountAlreadyInUse" }],
    ["the same error of another program", { program: "custody", name: TOO_POOR.name }],
  ])("records a refusal as not ok and throws where %s was expected", async (_, expected) => {
    const error = "system: ResultWithNegativeLamports";
    await expectUnexpected(chain.refuse("a step", expected, pay(impossible), [poor]), { error });
  });
});

describe("check", () => {
  test("records what holds as ok, without cost", () => {
    chain.check("a step", true);
    expect(chain.steps).toEqual([{ name: "a step", ok: true, computeUnits: 0, bytes: 0 }]);
  });

  test("records what does not hold as not ok and throws", async () => {
    const step = Promise.resolve().then(() => chain.check("a step", false));
    await expectUnexpected(step, { computeUnits: 0, bytes: 0 });
  });
});
