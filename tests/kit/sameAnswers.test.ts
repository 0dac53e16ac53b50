import * as sources from "@backstock/sdk/kit";
import * as sdk from "@backstock/sdk";
import { afterAll, describe, expect, test } from "@jest/globals";
import { AccountRole, type AccountSignerMeta } from "@solana/kit";
import { PublicKey, TransactionInstruction } from "@solana/web3.js";
import fc from "fast-check";
import { buildKit } from "./builtKit";
import { InputTypes, type Pair } from "./inputs";

const built = buildKit();
afterAll(() => built.remove());
const entries = [
  { entry: "the built kit entry", functions: built.entry as object as Functions, runs: 50 },
  // What this repository's own tests and examples import: the same code on web3.js itself.
  { entry: "the kit entry's sources", functions: sources as object as Functions, runs: 20 },
];

type Functions = Readonly<Record<string, (input: unknown) => unknown>>;
const original = sdk as object as Functions;

const wrapped = new InputTypes([
  "sdk/src/instructions/index.ts",
  "sdk/src/core/pda.ts",
  "sdk/src/mints/createMint.ts",
]).functions(/^create\w+Instruction$|^find\w+Pda$|^getCreateMintInstructions$/);

type Outcome = { readonly answer: unknown } | { readonly refusal: { readonly name: string; readonly message: string } };

function outcome(run: () => unknown): Outcome {
  try {
    return { answer: run() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { refusal: { name: error.name, message: error.message } };
  }
}

/** What kit's users should get where those of web3.js get `value`; written without the SDK's own conversion. */
function asKit(value: unknown, { signers }: Pick<Pair, "signers">): unknown {
  if (value instanceof PublicKey) return value.toBase58();
  if (value instanceof TransactionInstruction) {
    const accounts = value.keys.map(({ pubkey, isSigner, isWritable }) => {
      const address = pubkey.toBase58();
      const role = [
        [AccountRole.READONLY, AccountRole.WRITABLE],
        [AccountRole.READONLY_SIGNER, AccountRole.WRITABLE_SIGNER],
      ][Number(isSigner)]![Number(isWritable)]!;
      const signer = isSigner ? signers.findLast((one) => one.address === address) : undefined;
      return signer === undefined ? { address, role } : { address, role, signer };
    });
    return { programAddress: value.programId.toBase58(), accounts, data: Uint8Array.from(value.data) };
  }
  if (Array.isArray(value)) return value.map((item) => asKit(item, { signers }));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asKit(field, { signers })]));
}

test("the kit entry has every builder, address and reader that the main entry has", () => {
  /** These need a web3.js transaction or Connection, or what they take is no account of the programs. */
  const ofWeb3 = /^fetch(AttestationHistory|AttestationStatus|CanTransfer|CollateralStatus)$|^decode\w+(Data|Event)$/;
  const wanted = Object.keys(sdk).filter(
    (name) =>
      /^(create\w+Instructions?|find\w+Pda|fetch\w+|decode\w+|get\w+Instructions)$/.test(name) && !ofWeb3.test(name),
  );
  expect(wanted.length).toBeGreaterThan(100);
  for (const { functions } of entries) {
    expect(wanted.filter((name) => typeof functions[name] !== "function")).toEqual([]);
  }
});

describe.each(entries)("$entry", ({ functions, runs }) => {
  test.each(wrapped)("$name answers, and refuses, what the main entry does", ({ name, inputs }) => {
    let answers = 0;
    fc.assert(
      fc.property(inputs, (input) => {
        const expected = outcome(() => original[name]!(input.web3));
        const given = outcome(() => functions[name]!(input.kit));
        if ("answer" in expected) {
          answers++;
          expect(given).toEqual({ answer: asKit(expected.answer, input) });
        } else {
          expect(given).toEqual(expected);
        }
      }),
      { numRuns: runs },
    );
    // An input whose fields are all of the right type may still be refused; where most are, this test shows little.
    expect(answers).toBeGreaterThan(runs / 5);
  });
});

test("a signer is attached to the account that signs, the very object, and to no other", () => {
  const { inputs } = wrapped.find(({ name }) => name === "createMintDepositInstruction")!;
  let attached = 0;
  fc.assert(
    fc.property(inputs, ({ kit, signers }) => {
      const instruction = built.entry.createMintDepositInstruction(kit as never);
      for (const meta of instruction.accounts) {
        const { signer } = meta as Partial<AccountSignerMeta>;
        if (signer === undefined) continue;
        attached++;
        expect(signers).toContain(signer);
        expect(signer.address).toBe(meta.address);
        expect(meta.role).toBeGreaterThanOrEqual(AccountRole.READONLY_SIGNER);
      }
    }),
  );
  expect(attached).toBeGreaterThan(20);
});
