import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import type { PublicKey } from "@solana/web3.js";
import {
  AddressLookupTableAccount,
  ComputeBudgetInstruction,
  Keypair,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import {
  buildTransaction,
  InvalidInputError,
  preparedSize,
  prepareTransaction,
  TransactionTooLargeError,
  transactionSize,
  withComputeBudget,
} from "@backstock/sdk";

const BLOCKHASH = "EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N";
const key = (): PublicKey => Keypair.generate().publicKey;
const [payer, signer, programId] = [key(), key(), key()];

function instruction(dataLength: number, signers: readonly PublicKey[] = []): TransactionInstruction {
  const keys = signers.map((pubkey) => ({ pubkey, isSigner: true, isWritable: false }));
  return new TransactionInstruction({ programId, keys, data: Buffer.alloc(dataLength) });
}

function prepared(...instructions: TransactionInstruction[]) {
  return prepareTransaction({ instructions, feePayer: payer });
}

test("the signers of a prepared transaction are those its instructions ask for, the fee payer first, each once", () => {
  const { signers } = prepared(instruction(0, [signer, payer]), instruction(0, [signer]));
  expect(signers).toEqual([payer, signer]);
});

test("a transaction is of version 0, unsigned, under the blockhash it was given", () => {
  const { version, message, signatures } = buildTransaction(prepared(instruction(3, [signer])), BLOCKHASH);
  expect(version).toBe(0);
  expect(message.recentBlockhash).toBe(BLOCKHASH);
  expect(signatures).toEqual([new Uint8Array(64), new Uint8Array(64)]);
  expect(TransactionMessage.decompile(message)).toMatchObject({
    payerKey: payer,
    instructions: [instruction(3, [signer])],
  });
});

describe("the compute budget", () => {
  test("goes before the instructions, and only as far as it was asked for", () => {
    const only = instruction(1);
    expect(withComputeBudget(prepared(only))).toEqual([only]);
    const [limit, price, last] = withComputeBudget(
      { ...prepared(only), computeUnits: 250_000 },
      { computeUnitPrice: 2n ** 64n - 1n },
    );
    expect(ComputeBudgetInstruction.decodeSetComputeUnitLimit(limit!)).toEqual({ units: 250_000 });
    expect(ComputeBudgetInstruction.decodeSetComputeUnitPrice(price!)).toEqual({ microLamports: 2n ** 64n - 1n });
    expect(last).toBe(only);
  });

  test.each([0, -1, 1.5, Number.NaN, 1_400_001])("refuses a limit of %p units", (computeUnits) => {
    expect(() => buildTransaction({ ...prepared(instruction(1)), computeUnits }, BLOCKHASH)).toThrow(InvalidInputError);
  });

  test.each([-1n, 2n ** 64n])("refuses a price of %p micro-lamports", (computeUnitPrice) => {
    expect(() => buildTransaction(prepared(instruction(1)), BLOCKHASH, { computeUnitPrice })).toThrow(
      InvalidInputError,
    );
  });
});

describe("signers that are not those of the instructions are refused:", () => {
  const right = prepared(instruction(0, [signer]));
  test.each([
    ["one too few", [payer]],
    ["one too many", [payer, signer, programId]],
    ["another one", [payer, programId]],
    ["one twice", [payer, payer]],
  ])("%s", (_, signers) => {
    expect(() => buildTransaction({ ...right, signers }, BLOCKHASH)).toThrow(InvalidInputError);
  });
});

test("1,232 bytes are accepted; one more is refused with both numbers, and so is far more than web3.js can serialize", () => {
  const overhead = transactionSize(buildTransaction(prepared(instruction(200)), BLOCKHASH).message) - 200;
  const largest = buildTransaction(prepared(instruction(1232 - overhead)), BLOCKHASH);
  expect(largest.serialize().length).toBe(1232);
  for (const extra of [1, 500, 20_000]) {
    const build = () => buildTransaction(prepared(instruction(1232 - overhead + extra)), BLOCKHASH);
    const bytes = 1232 + extra + (extra > 16_000 ? 1 : 0);
    expect(build).toThrow(new TransactionTooLargeError(bytes));
    expect(build).toThrow(expect.objectContaining({ bytes, limit: 1232 }));
  }
});

test("a lookup table makes it smaller", () => {
  const addresses = Array.from({ length: 30 }, key);
  const keys = addresses.map((pubkey) => ({ pubkey, isSigner: false, isWritable: true }));
  const wide = prepared(new TransactionInstruction({ programId, keys, data: Buffer.alloc(200) }));
  const state = { deactivationSlot: 2n ** 64n - 1n, lastExtendedSlot: 0, lastExtendedSlotStartIndex: 0, addresses };
  const table = new AddressLookupTableAccount({ key: key(), state });
  expect(() => buildTransaction(wide, BLOCKHASH)).toThrow(TransactionTooLargeError);
  expect(buildTransaction({ ...wide, lookupTables: [table] }, BLOCKHASH).serialize().length).toBeLessThan(500);
});

test("the size of a prepared transaction is what it has when it is sent with a compute unit limit and a priority fee", () => {
  const limits = [undefined, 1, 1_400_000];
  for (const computeUnits of limits) {
    const one = { ...prepared(instruction(300, [signer])), computeUnits };
    const largest = { ...one, computeUnits: 200_000 };
    const built = buildTransaction(largest, BLOCKHASH, { computeUnitPrice: 2n ** 64n - 1n });
    expect(preparedSize(one)).toBe(built.serialize().length);
  }
  expect(preparedSize(prepared(instruction(5_000)))).toBeGreaterThan(5_000);
});

test("the size of a message of either version is the length of its serialization", () => {
  const keys = Array.from({ length: 40 }, key);
  const meta = fc.record({ pubkey: fc.constantFrom(...keys), isSigner: fc.boolean(), isWritable: fc.boolean() });
  const instructions = fc.array(
    fc.record({
      keys: fc.array(meta, { maxLength: 12 }),
      programId: fc.constantFrom(...keys),
      data: fc.uint8Array({ maxLength: 150 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  const state = {
    deactivationSlot: 2n ** 64n - 1n,
    lastExtendedSlot: 0,
    lastExtendedSlotStartIndex: 0,
    addresses: keys.slice(0, 20),
  };
  const table = new AddressLookupTableAccount({ key: key(), state });
  fc.assert(
    fc.property(instructions, fc.constantFrom("legacy", "v0", "table"), (list, version) => {
      const message = new TransactionMessage({
        payerKey: payer,
        recentBlockhash: BLOCKHASH,
        instructions: list.map((ix) => new TransactionInstruction({ ...ix, data: Buffer.from(ix.data) })),
      });
      const compiled =
        version === "legacy"
          ? message.compileToLegacyMessage()
          : message.compileToV0Message(version === "table" ? [table] : []);
      const size = transactionSize(compiled);
      fc.pre(size <= 1232);
      expect(size).toBe(new VersionedTransaction(compiled).serialize().length);
    }),
    { numRuns: 200 },
  );
});
