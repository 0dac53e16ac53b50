import { beforeAll, describe, expect, jest, test } from "@jest/globals";
import { ed25519 } from "@noble/curves/ed25519";
import { sha512 } from "@noble/hashes/sha2";
import * as fc from "fast-check";
import {
  Ed25519Program,
  Keypair,
  PublicKey,
  SystemProgram,
  Transaction,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { snapshot, startVm, type Vm, type VmKind } from "@backstock/sdk/testing";
import { isCurvePoint, isValidSignature } from "../../../sdk/src/testing/signatures";
import { loadLiteSvm } from "../../../sdk/src/testing/natives";
import { fromLiteSvmError } from "../../../sdk/src/testing/litesvmErrors";
import { ed25519Error } from "../../../sdk/src/testing/ed25519Instructions";

const payer = Keypair.generate();
const other = Keypair.generate();
const receiver = Keypair.generate().publicKey;
const accounts = [payer.publicKey, other.publicKey, receiver];

const instructions = [payer, other].map((from) =>
  SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: receiver, lamports: 10n ** 9n }),
);

async function unsigned(vm: Vm, version: "legacy" | 0): Promise<VersionedTransaction> {
  const message = new TransactionMessage({
    payerKey: payer.publicKey,
    recentBlockhash: await vm.latestBlockhash(),
    instructions,
  });
  return new VersionedTransaction(version === 0 ? message.compileToV0Message() : message.compileToLegacyMessage());
}

/** R = r × B and S = r, right under a key of order 4 for one message in four. */
function forgedForWeakKeys(): Uint8Array {
  return Buffer.concat([ed25519.Point.BASE.multiply(R_SCALAR).toBytes(), scalarBytes(R_SCALAR)]);
}
const R_SCALAR = 123_456_789n;

function scalarBytes(scalar: bigint): Uint8Array {
  return Buffer.from(scalar.toString(16).padStart(64, "0"), "hex").reverse();
}

/** Right under the plain equation, but with a nonce of zero, whose point R is the neutral one: only the key's owner can make it. */
function signedWithoutNonce(message: Uint8Array, secret: Uint8Array): Uint8Array {
  const r = ed25519.Point.ZERO.toBytes();
  const hash = sha512(Buffer.concat([r, ed25519.getPublicKey(secret), message]));
  const challenge = BigInt(`0x${Buffer.from(hash).reverse().toString("hex")}`);
  const { scalar } = ed25519.utils.getExtendedPublicKey(secret);
  return Buffer.concat([r, scalarBytes((challenge * scalar) % ed25519.Point.Fn.ORDER)]);
}

const FORGERIES: readonly (readonly [name: string, forge: (transaction: VersionedTransaction) => void])[] = [
  ["no signature at all", () => undefined],
  ["the second signature missing", (transaction) => transaction.sign([payer])],
  ["the fee payer's signature missing", (transaction) => transaction.sign([other])],
  [
    "both signatures, each in the other's place",
    (transaction) => {
      transaction.sign([payer, other]);
      transaction.signatures.reverse();
    },
  ],
  [
    "one bit of a signature wrong",
    (transaction) => {
      transaction.sign([payer, other]);
      transaction.signatures[1]![40]! ^= 1;
    },
  ],
  [
    "a message changed after it was signed",
    (transaction) => {
      transaction.sign([payer, other]);
      transaction.message.header.numReadonlyUnsignedAccounts += 1;
    },
  ],
  [
    "a stranger's signature",
    (transaction) => {
      transaction.sign([payer, other]);
      transaction.signatures[1] = ed25519.sign(
        transaction.message.serialize(),
        Keypair.generate().secretKey.slice(0, 32),
      );
    },
  ],
];

describe.each<VmKind>(["bankrun", "litesvm"])("on %s", (kind) => {
  let vm: Vm;
  beforeAll(async () => {
    vm = await startVm({ kind });
    for (const { publicKey } of [payer, other]) await vm.fund(publicKey, 10n ** 12n);
  });

  describe.each(["legacy", 0] as const)("version %s", (version) => {
    test.each(FORGERIES)("a transaction with %s is refused and nothing runs", async (_, forge) => {
      const transaction = await unsigned(vm, version);
      forge(transaction);
      const before = await snapshot(vm, accounts);
      expect(await vm.send(transaction)).toEqual({
        ok: false,
        error: "SignatureFailure",
        logs: [],
        computeUnits: 0n,
        bytes: expect.any(Number),
      });
      expect(await snapshot(vm, accounts)).toEqual(before);
    });

    test("the same transaction with its right signatures runs", async () => {
      const transaction = await unsigned(vm, version);
      transaction.sign([payer, other]);
      const before = await snapshot(vm, accounts);
      expect(await vm.send(transaction)).toMatchObject({ ok: true, error: null });
      expect(await snapshot(vm, accounts)).not.toEqual(before);
    });
  });

  test("web3.js's Transaction is taken too, and refused where it lacks a signature", async () => {
    const transaction = new Transaction({ feePayer: payer.publicKey, ...(await vm.getLatestBlockhash()) }).add(
      ...instructions,
    );
    transaction.partialSign(payer);
    expect(await vm.send(transaction)).toMatchObject({ ok: false, error: "SignatureFailure" });
    transaction.partialSign(other);
    expect(await vm.send(transaction)).toMatchObject({ ok: true });
  });

  test("the all-zero key, for which anybody can make a signature, signs nothing", async () => {
    const keys = [{ pubkey: PublicKey.default, isSigner: true, isWritable: false }];
    for (let attempt = 0; attempt < 16; attempt++) {
      const data = Buffer.of(attempt);
      const message = new TransactionMessage({
        payerKey: payer.publicKey,
        recentBlockhash: await vm.latestBlockhash(),
        instructions: [new TransactionInstruction({ programId: SystemProgram.programId, keys, data })],
      });
      const transaction = new VersionedTransaction(message.compileToV0Message());
      transaction.sign([payer]);
      transaction.signatures[1] = forgedForWeakKeys();
      expect(await vm.send(transaction)).toMatchObject({ error: "SignatureFailure" });
    }
  });

  test("an ed25519 instruction with a wrong signature is refused with the precompile's code", async () => {
    const instruction = Ed25519Program.createInstructionWithPrivateKey({
      privateKey: other.secretKey,
      message: Buffer.from("shares"),
    });
    const send = async (data: Buffer) => {
      const { blockhash } = await vm.getLatestBlockhash();
      const message = new TransactionMessage({
        payerKey: payer.publicKey,
        recentBlockhash: blockhash,
        instructions: [new TransactionInstruction({ programId: instruction.programId, keys: [], data })],
      });
      const transaction = new VersionedTransaction(message.compileToV0Message());
      transaction.sign([payer]);
      return vm.send(transaction);
    };
    expect(await send(instruction.data)).toMatchObject({ ok: true });
    const forged = Buffer.from(instruction.data);
    forged[forged.length - 1]! ^= 1;
    expect(await send(forged)).toMatchObject({ ok: false, error: { InstructionError: [0, { Custom: 2 }] } });
  });
});

test("a signature is valid by the same rule as in noble's strict verification", () => {
  const message = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(
      message,
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.nat(63),
      fc.nat(7),
      fc.boolean(),
      (text, secret, at, bit, spoil) => {
        const publicKey = ed25519.getPublicKey(secret);
        const signature = ed25519.sign(text, secret);
        if (spoil) signature[at]! ^= 1 << bit;
        expect(isValidSignature(signature, text, publicKey)).toBe(
          ed25519.verify(signature, text, publicKey, { zip215: false }),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test("ed25519 instructions are judged as litesvm's own precompile judges them", async () => {
  const native = await loadLiteSvm();
  const svm = new native.LiteSvm();
  svm.setTransactionHistory(0n);
  svm.setAccount(
    payer.publicKey.toBytes(),
    new native.Account(10n ** 12n, new Uint8Array(), new Uint8Array(32), false, 0n),
  );
  const right = Ed25519Program.createInstructionWithPrivateKey({
    privateKey: other.secretKey,
    message: Buffer.from("shares"),
  }).data;

  const judge = (data: Buffer): void => {
    const programId = Ed25519Program.programId;
    const message = new TransactionMessage({
      payerKey: payer.publicKey,
      recentBlockhash: svm.latestBlockhash(),
      instructions: [
        new TransactionInstruction({ programId, keys: [], data }),
        SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: receiver, lamports: 1e9 }),
      ],
    }).compileToV0Message();
    const transaction = new VersionedTransaction(message);
    transaction.sign([payer]);
    const result = svm.sendVersionedTransaction(transaction.serialize());
    const expected =
      result instanceof native.FailedTransactionMetadata ? fromLiteSvmError(native, result.err()) : undefined;
    expect(ed25519Error(message)).toEqual(expected);
  };

  const secret = other.secretKey.slice(0, 32);
  const withSignature = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Buffer =>
    Ed25519Program.createInstructionWithPublicKey({ publicKey, message, signature }).data;
  judge(right);
  judge(
    withSignature(
      ed25519.getPublicKey(secret),
      Buffer.from("shares"),
      signedWithoutNonce(Buffer.from("shares"), secret),
    ),
  );
  for (let byte = 0; byte < 16; byte++) judge(withSignature(new Uint8Array(32), Buffer.of(byte), forgedForWeakKeys()));
  for (const length of [0, 1, 2, 3, 15, 16, right.length - 1]) judge(right.subarray(0, length));
  for (const count of [0, 1, 2]) judge(Buffer.concat([Buffer.of(count), right.subarray(1)]));
  fc.assert(
    fc.property(fc.nat(right.length - 1), fc.nat(255), (at, value) => {
      const data = Buffer.from(right);
      data[at] = value;
      judge(data);
    }),
    { numRuns: 300 },
  );
});

test("a library of another version is not taken for a wrong signature", () => {
  const { publicKey } = Keypair.generate(); // one that has not been looked at yet
  const lacking = jest.spyOn(ed25519.Point, "fromHex").mockImplementation(() => {
    throw new TypeError("fromHex is not a function");
  });
  expect(() => isCurvePoint(publicKey.toBytes())).toThrow(TypeError);
  lacking.mockRestore();
  expect(isCurvePoint(publicKey.toBytes())).toBe(true);
  expect(isCurvePoint(PublicKey.findProgramAddressSync([], receiver)[0].toBytes())).toBe(false);
});
