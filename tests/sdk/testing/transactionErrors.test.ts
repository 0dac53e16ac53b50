import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import {
  AddressLookupTableAccount,
  ComputeBudgetProgram,
  Keypair,
  SystemProgram,
  TransactionInstruction,
  TransactionMessage,
  VersionedTransaction,
} from "@solana/web3.js";
import { createAssociatedTokenAccountInstruction, TOKEN_PROGRAM_ID } from "@solana/spl-token";
import { COMPLIANCE_PROGRAM_ID, CUSTODY_PROGRAM_ID, SPL_EXECUTE_DISCRIMINATOR } from "@backstock/sdk";
import { startVm, type Vm, type VmKind } from "@backstock/sdk/testing";
import { fromBankrunError } from "../../../sdk/src/testing/bankrunErrors";
import { INSTRUCTION_ERRORS, TRANSACTION_ERRORS } from "../../../sdk/src/testing/transactionErrors";

const KINDS: readonly VmKind[] = ["bankrun", "litesvm"];
const payer = Keypair.generate();
const poor = Keypair.generate();
const owned = Keypair.generate();
const nobody = Keypair.generate();
const stranger = Keypair.generate().publicKey;
const vms = new Map<VmKind, Vm>();

beforeAll(async () => {
  for (const kind of KINDS) {
    const vm = await startVm({ kind });
    await vm.fund(payer.publicKey, 10n ** 12n);
    await vm.fund(poor.publicKey, 1_000n);
    const account = { lamports: 10n ** 9n, owner: TOKEN_PROGRAM_ID, data: new Uint8Array(10) };
    await vm.setAccount(owned.publicKey, account);
    vms.set(kind, vm);
  }
});

interface Case {
  readonly name: string;
  readonly instructions: readonly TransactionInstruction[];
  readonly error: unknown;
  readonly signers?: readonly Keypair[];
  readonly lookupTables?: readonly AddressLookupTableAccount[];
  readonly blockhash?: string;
  readonly twice?: boolean;
}

function call(
  programId: PublicKey,
  data: readonly number[],
  keys: TransactionInstruction["keys"] = [],
): TransactionInstruction {
  return new TransactionInstruction({ programId, keys, data: Buffer.from(data) });
}

function pay(lamports: bigint, toPubkey = payer.publicKey, fromPubkey = payer.publicKey): TransactionInstruction {
  return SystemProgram.transfer({ fromPubkey, toPubkey, lamports });
}

const writable = (pubkey: PublicKey, isSigner = false) => ({ pubkey, isSigner, isWritable: true });
const unknownTable = new AddressLookupTableAccount({
  key: stranger,
  state: {
    deactivationSlot: 2n ** 64n - 1n,
    lastExtendedSlot: 0,
    lastExtendedSlotStartIndex: 0,
    addresses: [owned.publicKey],
  },
});

const CASES: readonly Case[] = [
  { name: "a custom error", instructions: [pay(10n ** 15n)], error: { InstructionError: [0, { Custom: 1 }] } },
  {
    name: "a custom error of the second instruction",
    instructions: [pay(1n), pay(10n ** 15n)],
    error: { InstructionError: [1, { Custom: 1 }] },
  },
  {
    name: "an account that exists already",
    instructions: [
      SystemProgram.createAccount({
        fromPubkey: payer.publicKey,
        newAccountPubkey: payer.publicKey,
        lamports: 1,
        space: 0,
        programId: stranger,
      }),
    ],
    error: { InstructionError: [0, { Custom: 0 }] },
  },
  {
    name: "a signer that an instruction leaves out",
    instructions: [
      call(SystemProgram.programId, [...pay(1n).data], [writable(owned.publicKey), writable(payer.publicKey)]),
    ],
    error: { InstructionError: [0, "MissingRequiredSignature"] },
  },
  {
    name: "data nobody understands",
    instructions: [call(SystemProgram.programId, [1, 2])],
    error: { InstructionError: [0, "InvalidInstructionData"] },
  },
  {
    name: "a program's error",
    instructions: [call(TOKEN_PROGRAM_ID, [255])],
    error: { InstructionError: [0, { Custom: 12 }] },
  },
  {
    name: "custody's refusal of an unknown instruction",
    instructions: [call(CUSTODY_PROGRAM_ID, [255, 255])],
    error: { InstructionError: [0, "InvalidInstructionData"] },
  },
  {
    name: "compliance's own error",
    instructions: [call(COMPLIANCE_PROGRAM_ID, [...SPL_EXECUTE_DISCRIMINATOR, 0, 0, 0, 0, 0, 0, 0, 0])],
    error: { InstructionError: [0, { Custom: 6000 }] },
  },
  {
    name: "an account of another program",
    instructions: [createAssociatedTokenAccountInstruction(payer.publicKey, stranger, stranger, payer.publicKey)],
    error: { InstructionError: [0, "InvalidSeeds"] },
  },
  {
    name: "a duplicate instruction",
    instructions: [
      ComputeBudgetProgram.setComputeUnitLimit({ units: 200 }),
      ComputeBudgetProgram.setComputeUnitLimit({ units: 200 }),
    ],
    error: { DuplicateInstruction: 1 },
  },
  {
    name: "a payer that does not exist",
    instructions: [pay(1n, payer.publicKey, nobody.publicKey)],
    signers: [nobody],
    error: "AccountNotFound",
  },
  {
    name: "a payer without enough for the fee",
    instructions: [pay(1n, payer.publicKey, poor.publicKey)],
    signers: [poor],
    error: "InsufficientFundsForFee",
  },
  {
    name: "a payer that a program owns",
    instructions: [pay(1n, payer.publicKey, owned.publicKey)],
    signers: [owned],
    error: "InvalidAccountForFee",
  },
  { name: "a program that does not exist", instructions: [call(stranger, [])], error: "ProgramAccountNotFound" },
  { name: "a program that is none", instructions: [call(owned.publicKey, [])], error: "InvalidProgramForExecution" },
  {
    name: "a blockhash nobody gave out",
    instructions: [pay(2n)],
    blockhash: stranger.toBase58(),
    error: "BlockhashNotFound",
  },
  { name: "the same bytes again", instructions: [pay(3n)], twice: true, error: "AlreadyProcessed" },
  {
    name: "an account left without rent",
    instructions: [pay(1n, stranger)],
    error: { InsufficientFundsForRent: { account_index: 1 } },
  },
  {
    name: "a lookup table that does not exist",
    instructions: [pay(1n, owned.publicKey)],
    lookupTables: [unknownTable],
    error: "AddressLookupTableNotFound",
  },
];

async function errorOn(
  kind: VmKind,
  { instructions, signers = [payer], lookupTables = [], blockhash, twice }: Case,
): Promise<unknown> {
  const vm = vms.get(kind)!;
  const message = new TransactionMessage({
    payerKey: signers[0]!.publicKey,
    recentBlockhash: blockhash ?? (await vm.latestBlockhash()),
    instructions: [...instructions],
  });
  const transaction = new VersionedTransaction(message.compileToV0Message([...lookupTables]));
  transaction.sign([...signers]);
  if (twice) expect(await vm.send(transaction)).toMatchObject({ ok: true, error: null });
  const result = await vm.send(transaction);
  expect(result.ok).toBe(false);
  return result.error;
}

describe("a failing transaction has one error form on both VMs, JSON-RPC's", () => {
  test.each(CASES)("$name", async (failing) => {
    const errors = [];
    for (const kind of KINDS) errors.push(await errorOn(kind, failing));
    expect(errors).toEqual([failing.error, failing.error]);
  });
});

test("where the runtimes themselves say different things, each VM's own word is kept", async () => {
  const tooFew = { name: "", error: null, instructions: [call(SystemProgram.programId, [...pay(1n).data])] };
  expect(await errorOn("bankrun", tooFew)).toEqual({ InstructionError: [0, "NotEnoughAccountKeys"] });
  expect(await errorOn("litesvm", tooFew)).toEqual({ InstructionError: [0, "MissingAccount"] });

  const limit = ComputeBudgetProgram.setComputeUnitLimit({ units: 200 });
  const usedUp = { name: "", error: null, instructions: [limit, call(TOKEN_PROGRAM_ID, [255])] };
  expect(await errorOn("bankrun", usedUp)).toEqual({ InstructionError: [1, "ProgramFailedToComplete"] });
  expect(await errorOn("litesvm", usedUp)).toEqual({ InstructionError: [1, "ComputationalBudgetExceeded"] });
});

test("the tables number errors as litesvm's type declarations do", () => {
  const declarations = readFileSync(createRequire(__filename).resolve("litesvm/dist/internal.d.ts"), "utf8");
  const declared = (name: string): string[] => {
    const body = new RegExp(`const enum ${name} \\{([^}]*)\\}`).exec(declarations)?.[1] ?? "";
    return [...body.matchAll(/(\w+) = (\d+)/g)].map(([, key, number], i) => {
      expect(Number(number)).toBe(i);
      return key!;
    });
  };
  expect(TRANSACTION_ERRORS.map(([name]) => name)).toEqual(declared("TransactionErrorFieldless"));
  expect(INSTRUCTION_ERRORS.map(([name]) => name)).toEqual(declared("InstructionErrorFieldless"));
});

test("a text that bankrun should not print is refused rather than guessed", () => {
  expect(() => fromBankrunError("Error processing Instruction 0: something new")).toThrow("unknown error");
  expect(() => fromBankrunError("something new")).toThrow("unknown error");
});

test("bankrun's longer texts keep their numbers", () => {
  expect(fromBankrunError("Error processing Instruction 12: custom program error: 0x17d5")).toEqual({
    InstructionError: [12, { Custom: 6101 }],
  });
  expect(
    fromBankrunError("Error processing Instruction 0: Failed to serialize or deserialize account data: Unknown"),
  ).toEqual({
    InstructionError: [0, "BorshIoError"],
  });
  expect(
    fromBankrunError("Execution of the program referenced by account at index 3 is temporarily restricted."),
  ).toEqual({
    ProgramExecutionTemporarilyRestricted: { account_index: 3 },
  });
});
