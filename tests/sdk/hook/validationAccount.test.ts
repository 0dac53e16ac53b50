import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { Keypair } from "@solana/web3.js";
import {
  DecodeError,
  SPL_EXECUTE_DISCRIMINATOR,
  HookResolutionError,
  parseValidationAccount,
  sha256,
} from "@backstock/sdk";
import { backstockMetas, meta, metaList, metasArbitrary, PDA, seed, tlv } from "./metas";

const registry = Keypair.generate().publicKey;
const other = (value: number[]) => tlv(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), value);
const parse = (bytes: readonly number[]) => parseValidationAccount(Uint8Array.from(bytes));

test("the discriminator is the hash that the transfer hook interface names", () => {
  expect(SPL_EXECUTE_DISCRIMINATOR).toEqual(sha256(Buffer.from("spl-transfer-hook-interface:execute")).slice(0, 8));
});

test("the records of Backstock's hook are read field by field", () => {
  const entryOf = (account: number) => ({
    address: {
      kind: "pda",
      program: "hook",
      seeds: [
        { kind: "literal", bytes: Uint8Array.from(Buffer.from("entry")) },
        { kind: "accountKey", account: 5 },
        { kind: "accountData", account, offset: 32, length: 32 },
      ],
    },
    isSigner: false,
    isWritable: false,
  });
  expect(parse(metaList(backstockMetas(registry))).metas).toEqual([
    { address: { kind: "literal", address: registry }, isSigner: false, isWritable: false },
    entryOf(0),
    entryOf(2),
  ]);
});

test("other entries before and behind the list are kept, and zeros end them", () => {
  const list = metaList(backstockMetas(registry));
  const { metas, entries } = parse([...other([1, 2]), ...list, ...other([]), ...Array<number>(8).fill(0), 9, 9, 9]);
  expect(metas).toHaveLength(3);
  expect(entries.map(({ value }) => value.length)).toEqual([2, list.length - 12, 0]);
  for (let zeros = 0; zeros < 14; zeros++)
    expect(parse([...list, ...Array<number>(zeros).fill(0)]).metas).toHaveLength(3);
});

test("the first of several lists counts", () => {
  expect(parse([...metaList([]), ...metaList(backstockMetas(registry))]).metas).toEqual([]);
});

test("room behind the counted records is not read", () => {
  const list = metaList([meta(0, [1]), meta(77, [1])]);
  list[12] = 1;
  expect(parse(list).metas).toHaveLength(1);
});

describe("malformed and refused is", () => {
  const list = metaList(backstockMetas(registry));
  const changed = (at: number, value: number) => list.with(at, value);
  test.each<[string, number[]]>([
    ["an empty account", []],
    ["an account of zeros", Array<number>(200).fill(0)],
    ["an account without a list", other([1])],
    ["a list cut short", list.slice(0, -1)],
    ["a header cut short", list.slice(0, 11)],
    ["a length above the account's", changed(8, list[8]! + 1)],
    ["a length below whole records", changed(8, list[8]! - 1)],
    ["a length too short for the count", tlv(SPL_EXECUTE_DISCRIMINATOR, [1, 0, 0])],
    ["a count above the records", changed(12, 4)],
    ["a count of 2^32 - 1", list.with(12, 255).with(13, 255).with(14, 255).with(15, 255)],
    ["a further entry cut short", [...list, ...other([1, 2, 3]).slice(0, -1)]],
    ["a stray byte behind the list", [...list, 1]],
    ["a literal seed longer than its config", metaList([meta(PDA, [1, 31])])],
    [
      "a seed whose fields are behind its config",
      metaList([meta(PDA, [...seed.literal(Array<number>(28).fill(7)), 4, 0])]),
    ],
  ])("%s", (_, bytes) => {
    expect(() => parse(bytes)).toThrow(DecodeError);
  });
});

test("whatever the bytes, it answers or throws one of its two errors", () => {
  const attempt = (bytes: Uint8Array): void => {
    try {
      parseValidationAccount(bytes);
    } catch (error) {
      expect(error instanceof DecodeError || error instanceof HookResolutionError).toBe(true);
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), attempt));
  fc.assert(
    fc.property(
      metasArbitrary([registry]),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      (metas, changes) => {
        const bytes = Uint8Array.from(metaList(metas));
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        attempt(bytes);
      },
    ),
    { numRuns: 1_000 },
  );
});
