import {
  BackstockError,
  InvalidInputError,
  prepareTransaction,
  sendPrepared,
  TransactionFailedError,
} from "@backstock/sdk";
import { connectionTo, startVm, testKeypair, type Vm } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { SystemProgram } from "@solana/web3.js";

const SOL = 1_000_000_000n;

describe("a connection to a local VM", () => {
  let vm: Vm;
  const [from, to] = [testKeypair("connection from"), testKeypair("connection to")];

  function pay(lamports: bigint): ReturnType<typeof sendPrepared> {
    const transfer = SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to.publicKey, lamports });
    const prepared = prepareTransaction({ instructions: [transfer], feePayer: from.publicKey });
    return sendPrepared({ connection: connectionTo(vm), prepared, signers: [from] });
  }

  beforeAll(async () => {
    vm = await startVm();
    await vm.fund(from.publicKey, 10n * SOL);
  });

  test("takes what sendPrepared sends, and has it land", async () => {
    const { signature } = await pay(SOL);
    expect(signature).toMatch(/^[1-9A-HJ-NP-Za-km-z]{80,88}$/);
    expect((await vm.getAccount(to.publicKey))?.lamports).toBe(SOL);
  });

  test("refuses what the chain refuses", async () => {
    const error = await pay(100n * SOL).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TransactionFailedError);
    expect((error as TransactionFailedError).error).toBeInstanceOf(BackstockError);
    expect((await vm.getAccount(to.publicKey))?.lamports).toBe(SOL);
  });

  test("lands the same bytes once, however often they are sent", async () => {
    const connection = connectionTo(vm);
    const sent: Uint8Array[] = [];
    const transfer = SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to.publicKey, lamports: SOL });
    const prepared = prepareTransaction({ instructions: [transfer], feePayer: from.publicKey });
    await sendPrepared({
      connection,
      prepared,
      signers: [from],
      onProgress: (progress) => {
        if (progress.stage === "signed") sent.push(progress.transaction.bytes);
      },
    });
    for (const bytes of sent) await connection.sendRawTransaction(bytes);
    expect(sent).toHaveLength(1);
    expect((await vm.getAccount(to.publicKey))?.lamports).toBe(2n * SOL);
  });

  test("says that it is no node where something else is asked for", () => {
    expect(() => connectionTo(vm).getBalance(to.publicKey)).toThrow(InvalidInputError);
    expect(() => connectionTo(vm).getBalance(to.publicKey)).toThrow(/getBalance/);
  });

  test("can be awaited and put into a message, as any object", async () => {
    const connection = connectionTo(vm);
    expect(await Promise.resolve(connection)).toBe(connection);
    expect(JSON.stringify(connection)).toBe("{}");
  });
});
