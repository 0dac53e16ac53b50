import {
  BackstockError,
  InvalidInputError,
  prepareTransaction,
  sendPrepared,
  TransactionFailedError,
} from "@backstock/sdk";
import { connectionTo, startVm, testKeypair, type Vm } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { SystemProgram, Transaction } from "@solana/web3.js";

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
    await vm.fund(from.publicKey, 20n * SOL);
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

  test("knows what has landed before it was made, the newest first, failures among it", async () => {
    const before = connectionTo(vm);
    const paid = await pay(SOL);
    const lamports = 100n * SOL;
    const transfer = SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to.publicKey, lamports });
    const failing = new Transaction({ feePayer: from.publicKey, ...(await vm.getLatestBlockhash()) }).add(transfer);
    failing.sign(from);
    const { error } = await vm.send(failing);
    const signature = await before.sendRawTransaction(failing.serialize()); // once more, which is not done
    expect(error).toMatchObject({ InstructionError: [0, { Custom: 1 }] });

    const connection = connectionTo(vm);
    const found = await connection.getSignaturesForAddress(to.publicKey, { limit: 2 });
    expect(found).toMatchObject([
      { signature, err: error },
      { signature: paid.signature, err: null },
    ]);
    const older = await connection.getSignaturesForAddress(to.publicKey, { before: signature });
    expect(older[0]?.signature).toBe(paid.signature);
    const newer = await connection.getSignaturesForAddress(to.publicKey, { until: paid.signature });
    expect(newer.map((one) => one.signature)).toEqual([signature]);
    expect(await connection.getSignaturesForAddress(testKeypair("connection none").publicKey)).toEqual([]);
    const record = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
    expect(record?.meta).toMatchObject({ err: error, logMessages: expect.arrayContaining([expect.any(String)]) });
  });

  test("remembers nothing that is in no block", async () => {
    const { length } = vm.landed;
    const transfer = SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to.publicKey, lamports: 1n });
    const unsigned = new Transaction({ feePayer: from.publicKey, ...(await vm.getLatestBlockhash()) }).add(transfer);
    expect(await vm.send(unsigned)).toMatchObject({ ok: false, error: "SignatureFailure" });
    expect(vm.landed).toHaveLength(length);
  });

  test("tells an account's new states until the subscription ends", async () => {
    const connection = connectionTo(vm);
    const told: number[] = [];
    const id = connection.onAccountChange(to.publicKey, ({ lamports }) => void told.push(lamports));
    const other = connection.onAccountChange(testKeypair("connection none").publicKey, () => void told.push(-1));
    const now = Number((await vm.getAccount(to.publicKey))?.lamports);
    await pay(SOL);
    await vm.fund(to.publicKey, 5n); // by no transaction
    await pay(SOL);
    expect(told).toEqual([now + Number(SOL), now + 2 * Number(SOL) + 5]);
    await connection.removeAccountChangeListener(id);
    await connection.removeAccountChangeListener(other);
    await pay(SOL);
    expect(told).toHaveLength(2);
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
