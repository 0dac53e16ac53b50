import { expect, test } from "@jest/globals";
import {
  Keypair,
  SystemProgram,
  TransactionMessage,
  ComputeBudgetInstruction,
  type SimulatedTransactionResponse,
} from "@solana/web3.js";
import { DecodeError, prepareTransaction, simulatePrepared } from "@backstock/sdk";
import { FakeChain } from "./fakeChain";
import { VirtualClock } from "../../harness/virtualClock";

const payer = Keypair.generate().publicKey;
const instructions = [SystemProgram.transfer({ fromPubkey: payer, toPubkey: payer, lamports: 1 })];
const prepared = prepareTransaction({ instructions, feePayer: payer });

function nodeThatAnswers(simulation: SimulatedTransactionResponse): FakeChain {
  return new FakeChain(new VirtualClock(), { simulation });
}

test("a simulation runs under the largest compute unit limit, or the one that was asked for", async () => {
  for (const [computeUnits, limit] of [
    [undefined, 1_400_000],
    [7_000, 7_000],
  ]) {
    const node = nodeThatAnswers({ err: null, logs: ["a line"], unitsConsumed: 450 });
    expect(await simulatePrepared({ connection: node, prepared: { ...prepared, computeUnits } })).toEqual({
      computeUnits: 450,
      logs: ["a line"],
      error: undefined,
    });
    const [budget] = TransactionMessage.decompile(node.simulated[0]!.message).instructions;
    expect(ComputeBudgetInstruction.decodeSetComputeUnitLimit(budget!).units).toBe(limit);
  }
});

test("a simulation's failure names the program and counts instructions as they ran", async () => {
  const node = nodeThatAnswers({ err: { InstructionError: [1, { Custom: 1 }] }, logs: null, unitsConsumed: 300 });
  const { error, logs } = await simulatePrepared({ connection: node, prepared });
  expect(error).toMatchObject({ program: "system", code: 1, instructionIndex: 1 });
  expect(logs).toEqual([]);
});

test("a transaction that is refused before it runs used no units", async () => {
  const node = nodeThatAnswers({ err: "AccountNotFound", logs: [] });
  expect(await simulatePrepared({ connection: node, prepared })).toMatchObject({
    computeUnits: 0,
    error: { name: "AccountNotFound", program: "runtime" },
  });
});

test("a node that does not count units is not believed to use none", async () => {
  await expect(simulatePrepared({ connection: nodeThatAnswers({ err: null, logs: [] }), prepared })).rejects.toThrow(
    DecodeError,
  );
});
