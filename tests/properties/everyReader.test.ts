/**
 * Everything in the main entry that reads bytes or text from outside is attacked somewhere: the codecs of both IDLs in tests/sdk/codec/hostileBytes.test.ts, the
 * rest as said here, or here.
 */
import * as sdk from "@backstock/sdk";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { existsSync, readFileSync } from "node:fs";
import { CLOCK } from "../../sdk/src/accounts/clock";
import { toHex } from "../../sdk/src/core/bytes";
import { fromBase64 } from "../../sdk/src/events/base64";
import { definedShape, exportTitle, programs, readIdl, withLayoutVersion } from "../sdk/codec/idlShapes";

/** Where the readers are attacked that no IDL names. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  parseMint: "tests/properties/tokenBytes.test.ts",
  parseTokenAccount: "tests/properties/tokenBytes.test.ts",
  parseValidationAccount: "tests/sdk/hook/validationAccount.test.ts",
  parseTransactionError: "tests/properties/logs.test.ts",
  parseTransactionEvents: "tests/properties/logs.test.ts",
  parseAmount: "tests/sdk/core/amounts.test.ts",
  multiplierFromBits: "tests/sdk/core/multiplier.test.ts",
  multiplierFromDecimal: "tests/sdk/core/multiplier.test.ts",
  termsOfChange: "tests/sdk/codec/changeTerms.test.ts",
};
const HERE = ["decodeDepositSlot", "identifyComplianceAccount", "identifyCustodyAccount", "isinFromBytes"];

const isReader = (name: string): boolean => /^(decode|parse|identify|termsOf)|From(Bytes|Bits|Decimal|Hex)$/.test(name);
const ofIdls = programs.flatMap((program) => {
  const { accounts, instructions, events } = readIdl(program);
  return [
    ...accounts.map(({ name }) => `decode${name}`),
    ...instructions.map(({ name }) => `decode${exportTitle(program, name)}Data`),
    ...events.map(({ name }) => `decode${name}Event`),
    `decode${program.charAt(0).toUpperCase()}${program.slice(1)}Event`,
  ];
});

test("no reader of the main entry is left out", () => {
  const known = [...ofIdls, ...Object.keys(ELSEWHERE), ...HERE];
  expect(Object.keys(sdk).filter((name) => isReader(name) && !known.includes(name))).toEqual([]);
  for (const [name, file] of Object.entries(ELSEWHERE)) {
    expect(existsSync(file) && readFileSync(file, "utf8").includes(name)).toBe(true);
  }
});

/** What it answers; null where it refuses, which must be with one of the SDK's own errors. */
function readOrRefused<T>(read: () => T): { readonly value: T } | null {
  try {
    return { value: read() };
  } catch (error) {
    expect(error instanceof sdk.DecodeError || error instanceof sdk.InvalidInputError).toBe(true);
    return null;
  }
}

const anyBytes = fc.uint8Array({ maxLength: 400 });
/** Accounts as they are, cut, lengthened or changed. */
const accounts = fc
  .tuple(
    fc.oneof(
      ...programs.flatMap((program) => {
        const idl = readIdl(program);
        return idl.accounts.map(({ name }) =>
          definedShape(idl, name)
            .pairs.map(withLayoutVersion)
            .map(({ ours }) => {
              const encode = (sdk as unknown as Record<string, (value: unknown) => Uint8Array>)[`encode${name}`];
              if (encode === undefined) throw new Error(name);
              return { name, bytes: encode(ours) };
            }),
        );
      }),
    ),
    fc.nat(40),
    anyBytes,
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
    fc.boolean(),
  )
  .map(([{ name, bytes }, cut, more, edits, isWhole]) => {
    if (isWhole) return { name, bytes, isWhole };
    const spoiled = Uint8Array.from([...bytes.subarray(0, bytes.length - cut), ...more]);
    for (const [at, value] of edits) spoiled[at % spoiled.length] = value;
    return { name, bytes: spoiled, isWhole };
  });

describe("what is at the address of a deposit", () => {
  test("is a record, or a tombstone, or refused; whichever it is encodes to what was read", () => {
    fc.assert(
      fc.property(accounts, ({ name, bytes, isWhole }) => {
        const slot = readOrRefused(() => sdk.decodeDepositSlot(bytes))?.value;
        if (isWhole) expect(slot?.kind).toBe(name === "Deposit" || name === "SpentDeposit" ? name : undefined);
        if (slot === undefined) return;
        const read = slot.kind === "Deposit" ? sdk.encodeDeposit(slot.deposit) : sdk.encodeSpentDeposit(slot.spent);
        expect(read.length).toBe(bytes.length);
        expect(sdk.decodeDepositSlot(read)).toEqual(slot);
      }),
      { numRuns: 400 },
    );
  });
});

describe("the kind of an account", () => {
  test("is told by the program whose it is, or not at all, and never thrown about", () => {
    const ofProgram = Object.fromEntries(
      programs.flatMap((program) => readIdl(program).accounts.map(({ name }) => [name, program])),
    );
    fc.assert(
      fc.property(accounts, ({ name, bytes, isWhole }) => {
        const told = { compliance: sdk.identifyComplianceAccount(bytes), custody: sdk.identifyCustodyAccount(bytes) };
        expect(told.compliance === null || told.custody === null).toBe(true);
        if (isWhole) expect(told[ofProgram[name] as "custody"]).toBe(name);
      }),
      { numRuns: 400 },
    );
  });
});

describe("smaller readers", () => {
  test("the clock is 40 bytes and their time, or refused", () => {
    fc.assert(
      fc.property(fc.oneof(anyBytes, fc.uint8Array({ minLength: 40, maxLength: 40 })), (bytes) => {
        const time = readOrRefused(() => CLOCK.decode(bytes));
        const expected = bytes.length === 40 ? Buffer.from(bytes).readBigInt64LE(32) : undefined;
        expect(time?.value).toBe(expected);
      }),
    );
  });

  test("an ISIN's bytes are those of the text they are read as, or refused", () => {
    const digits = fc.array(fc.constantFrom(...Buffer.from("0123456789US")), { minLength: 11, maxLength: 13 });
    fc.assert(
      fc.property(
        fc.oneof(
          anyBytes,
          digits.map((codes) => Uint8Array.from(codes)),
        ),
        (bytes) => {
          const isin = readOrRefused(() => sdk.isinFromBytes(bytes))?.value;
          if (isin !== undefined) expect(toHex(sdk.isinToBytes(isin))).toBe(toHex(bytes));
        },
      ),
    );
  });

  test("base64 is read as Node reads it where it is padded and of its alphabet, or refused", () => {
    const texts = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString("base64")),
      fc.string({ maxLength: 40 }),
      fc.array(fc.constantFrom("A", "/", "+", "=", "-", " ", "z"), { maxLength: 12 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = readOrRefused(() => fromBase64(text))?.value;
        const isBase64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text);
        expect(bytes && toHex(bytes)).toBe(isBase64 ? Buffer.from(text, "base64").toString("hex") : undefined);
      }),
      { numRuns: 1_000 },
    );
  });
});
