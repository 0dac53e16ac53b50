import { InvalidInputError } from "@backstock/sdk";
import { rpcTransportTo, startVm, testKeypair, type Vm, type VmRpcTransport } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { Keypair, SystemProgram, TransactionMessage, VersionedTransaction } from "@solana/web3.js";

const SOL = 1_000_000_000;
const from = testKeypair("transport from");
let vm: Vm;
let transport: VmRpcTransport;
let id = 0;

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: {
    readonly code: number;
    readonly data: { readonly err: unknown; readonly logs: readonly string[] };
  };
}

const ask = (method: string, ...params: readonly unknown[]): Promise<Answer> =>
  transport<Answer>({ payload: { jsonrpc: "2.0", id: ++id, method, params } });

async function payment(lamports: number): Promise<string> {
  const to = Keypair.generate().publicKey;
  const recentBlockhash = await vm.latestBlockhash();
  const instructions = [SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports })];
  const message = new TransactionMessage({ payerKey: from.publicKey, recentBlockhash, instructions });
  const transaction = new VersionedTransaction(message.compileToV0Message());
  transaction.sign([from]);
  return Buffer.from(transaction.serialize()).toString("base64");
}

const lamports = async (): Promise<bigint> => (await vm.getAccount(from.publicKey))?.lamports ?? 0n;

beforeAll(async () => {
  vm = await startVm();
  transport = rpcTransportTo(vm);
  await vm.fund(from.publicKey, BigInt(10 * SOL));
});

test("an account is answered as a node does, a vacant one as null, and a part of its data where a part is asked for", async () => {
  const address = testKeypair("transport account").publicKey.toBase58();
  const data = Uint8Array.from({ length: 10 }, (_, i) => i);
  const account = { lamports: 5n, owner: from.publicKey, data };
  await vm.setAccount(testKeypair("transport account").publicKey, account);
  const vacant = Keypair.generate().publicKey.toBase58();
  const answered = { executable: false, lamports: 5, owner: from.publicKey.toBase58() };
  const of = (bytes: Uint8Array): string[] => [Buffer.from(bytes).toString("base64"), "base64"];

  const whole = await ask("getMultipleAccounts", [address, vacant], { encoding: "base64" });
  expect(whole).toMatchObject({ id, result: { value: [{ ...answered, data: of(data) }, null] } });
  const part = await ask("getMultipleAccounts", [address], { dataSlice: { offset: 2, length: 3 } });
  expect(part).toMatchObject({ result: { value: [{ ...answered, data: of(data.subarray(2, 5)) }] } });
});

test("a transaction that fails in its simulation is not sent, and is where the caller skips that", async () => {
  const before = await lamports();
  const refused = await ask("sendTransaction", await payment(100 * SOL));
  expect(refused.error).toMatchObject({ code: -32002, data: { err: { InstructionError: [0, { Custom: 1 }] } } });
  expect(refused.error?.data.logs.length).toBeGreaterThan(0);
  expect(await lamports()).toBe(before);

  const sent = await ask("sendTransaction", await payment(100 * SOL), { skipPreflight: true });
  expect(await lamports()).toBe(before - 5_000n);
  const { result } = await ask("getSignatureStatuses", [sent.result]);
  expect(result).toMatchObject({ value: [{ err: { InstructionError: [0, { Custom: 1 }] } }] });
});

test("a method that it has not is refused by name", async () => {
  await expect(ask("getProgramAccounts", [])).rejects.toThrow(InvalidInputError);
  await expect(ask("getProgramAccounts", [])).rejects.toThrow("getProgramAccounts");
});
