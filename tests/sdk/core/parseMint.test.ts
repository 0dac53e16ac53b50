import { describe, expect, test } from "@jest/globals";
import {
  ExtensionType,
  getMetadataPointerState,
  getPausableConfig,
  getPermanentDelegate,
  getScaledUiAmountConfig,
  getTransferHook,
  getDefaultAccountState,
  unpackMint,
} from "@solana/spl-token";
import { unpack } from "@solana/spl-token-metadata";
import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { DecodeError } from "../../../sdk/src/core/decodeError";
import { effectiveMultiplier, formatMultiplier, multiplierFromBits } from "../../../sdk/src/core/multiplier";
import { EXTENSION_TYPE, parseMint } from "../../../sdk/src/core/token2022";
import { XSTOCKS } from "../../fixtures/xstocks/xstocks";

const TREASURY = new PublicKey("5aMNNLQJwAEeoemTEMkv5NVjqKwvvefRYCQ5Z67HFvEq");
const FREEZER = new PublicKey("JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs");

/** Where the entries of AAPLx begin, as in the dump: type and length, then the value. */
const ENTRY = {
  metadataPointer: 166,
  defaultAccountState: 270,
  scaledUiAmount: 275,
  pausable: 335,
  transferHook: 441,
  tokenMetadata: 509,
};
const METADATA_VALUE = ENTRY.tokenMetadata + 4;

type Change = (data: Uint8Array) => Uint8Array;

/** Overwrites bytes from `offset` on. */
function put(offset: number, ...bytes: number[]): Change {
  return (data) => {
    data.set(bytes, offset);
    return data;
  };
}

function aaplxWith(change: Change): Uint8Array {
  return change(XSTOCKS.AAPLx().data);
}

describe("the real AAPLx", () => {
  const { address, data } = XSTOCKS.AAPLx();
  const mint = parseMint(data);

  test("every fact of the account is read", () => {
    expect(mint).toEqual({
      supply: 15_376_502_510_768n,
      decimals: 8,
      mintAuthority: new PublicKey("7pt9tkctJPK7PPNQJ77GKg8ZffSF6QxoMiCFYHxrtaCj"),
      freezeAuthority: FREEZER,
      metadataPointer: { authority: TREASURY, metadataAddress: address },
      permanentDelegate: { delegate: TREASURY },
      defaultAccountState: { state: "initialized" },
      scaledUiAmount: {
        authority: new PublicKey("S7vYFFWH6BjJyEsdrPQpqpYTqLTrPRK6KW3VwsJuRaS"),
        multiplierBits: 0x3ff00ae99fc77550n,
        newMultiplierBits: 0x3ff00d63cedf2e05n,
        newMultiplierEffectiveTimestamp: 1_786_149_000n,
      },
      pausable: { authority: FREEZER, paused: false },
      confidentialTransferMint: { authority: TREASURY, autoApproveNewAccounts: false, auditorElGamalKey: undefined },
      transferHook: { authority: TREASURY, programId: undefined },
      tokenMetadata: {
        updateAuthority: TREASURY,
        mint: address,
        name: "Apple xStock",
        symbol: "AAPLx",
        uri: "https://xstocks-metadata.backed.fi/tokens/Solana/AAPLx/metadata.json",
        additionalMetadata: [],
      },
      extensionTypes: [18, 12, 6, 25, 26, 4, 14, 19],
      unknownExtensionTypes: [],
    });
  });

  test("its multiplier changes at the second its mint names", () => {
    const schedule = mint.scaledUiAmount;
    if (schedule === undefined) throw new Error("AAPLx has a multiplier");
    expect(formatMultiplier(effectiveMultiplier(schedule, 1_786_148_999n))).toBe("1.0026642075893797");
    expect(formatMultiplier(effectiveMultiplier(schedule, 1_786_149_000n))).toBe("1.0032690125398187");
  });
});

test("the real SPYx has the same extensions and its own multipliers and metadata", () => {
  const mint = parseMint(XSTOCKS.SPYx().data);
  expect(mint.extensionTypes).toEqual(parseMint(XSTOCKS.AAPLx().data).extensionTypes);
  expect(mint.tokenMetadata).toMatchObject({ name: "SP500 xStock", symbol: "SPYx" });
  expect(formatMultiplier(multiplierFromBits(mint.scaledUiAmount?.multiplierBits ?? 0n))).toBe("1.003909240011759");
  expect(formatMultiplier(multiplierFromBits(mint.scaledUiAmount?.newMultiplierBits ?? 0n))).toBe("1.005714560286254");
  expect(mint.scaledUiAmount?.newMultiplierEffectiveTimestamp).toBe(1_781_755_200n);
});

test.each(["AAPLx", "SPYx"] as const)("%s reads as @solana/spl-token reads it", (name) => {
  const { address, owner, lamports, data } = XSTOCKS[name]();
  const ours = parseMint(data);
  const theirs = unpackMint(
    address,
    { owner, lamports: Number(lamports), executable: false, data: Buffer.from(data) },
    owner,
  );
  expect(ours).toMatchObject({
    supply: theirs.supply,
    decimals: theirs.decimals,
    mintAuthority: theirs.mintAuthority,
    freezeAuthority: theirs.freezeAuthority,
    metadataPointer: getMetadataPointerState(theirs),
    permanentDelegate: getPermanentDelegate(theirs),
    pausable: getPausableConfig(theirs),
    transferHook: { authority: getTransferHook(theirs)?.authority },
  });
  expect(getTransferHook(theirs)?.programId).toEqual(PublicKey.default);
  expect(getDefaultAccountState(theirs)).toEqual({ state: 1 });
  const scaled = getScaledUiAmountConfig(theirs);
  expect(scaled?.authority).toEqual(ours.scaledUiAmount?.authority);
  expect(String(scaled?.multiplier)).toBe(
    formatMultiplier(multiplierFromBits(ours.scaledUiAmount?.multiplierBits ?? 0n)),
  );
  expect(String(scaled?.newMultiplier)).toBe(
    formatMultiplier(multiplierFromBits(ours.scaledUiAmount?.newMultiplierBits ?? 0n)),
  );
  expect(unpack(data.subarray(METADATA_VALUE))).toEqual(ours.tokenMetadata);
});

test("the extension numbers are those of @solana/spl-token", () => {
  const theirs: Record<string, string | number> = { ...ExtensionType };
  // Two have another name there.
  const renamed: Record<string, string> = { scaledUiAmount: "ScaledUiAmountConfig", pausable: "PausableConfig" };
  const named = Object.keys(EXTENSION_TYPE).map((name) => {
    const other = renamed[name] ?? name.charAt(0).toUpperCase() + name.slice(1);
    return [name, theirs[other]];
  });
  expect(EXTENSION_TYPE).toEqual(Object.fromEntries(named));
  expect(Object.keys(EXTENSION_TYPE).length).toBeGreaterThan(15);
});

describe("absence", () => {
  test("a mint of 82 bytes has no extension, which is not an inactive one", () => {
    const mint = parseMint(XSTOCKS.AAPLx().data.subarray(0, 82));
    expect(mint).toMatchObject({ decimals: 8, extensionTypes: [], unknownExtensionTypes: [] });
    expect([mint.pausable, mint.transferHook, mint.scaledUiAmount, mint.permanentDelegate, mint.tokenMetadata]).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  test("an authority nobody holds is undefined, whatever bytes its place still has", () => {
    const mint = parseMint(aaplxWith(put(0, 0, 0, 0, 0)));
    expect(mint.mintAuthority).toBeUndefined();
    expect(parseMint(aaplxWith((data) => data.fill(0, 170, 202))).metadataPointer?.authority).toBeUndefined();
  });

  test("an extension of another type is listed, not guessed", () => {
    const mint = parseMint(aaplxWith(put(ENTRY.pausable, 99, 0)));
    expect(mint.pausable).toBeUndefined();
    expect(mint.extensionTypes).toEqual([18, 12, 6, 25, 99, 4, 14, 19]);
    expect(mint.unknownExtensionTypes).toEqual([99]);
  });
});

describe("strictness", () => {
  const boundaries = [82, 166, 234, 270, 275, 335, 372, 441, 509];

  test("cut anywhere but between two extensions, the account is refused", () => {
    const { data } = XSTOCKS.AAPLx();
    const accepted = Array.from({ length: data.length }, (_, length) => length).filter((length) => {
      try {
        parseMint(data.subarray(0, length));
        return true;
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
        return false;
      }
    });
    expect(accepted).toEqual(boundaries);
  });

  test.each<[string, Change, Partial<DecodeError>]>([
    [
      "a byte behind the last extension",
      (data) => Uint8Array.of(...data, 7),
      { what: "mint, after the last extension, byte 678" },
    ],
    [
      "garbage behind a type of 0",
      (data) => Uint8Array.of(...data, 0, 0, 0, 0, 0, 1),
      { what: "mint, after the last extension, byte 683" },
    ],
    ["a repeated extension", put(ENTRY.transferHook, 18), { expected: "one entry" }],
    [
      "an extension one byte too short",
      (data) => shorten(data, ENTRY.defaultAccountState),
      { what: "mint extension 6 length", expected: 1, actual: 0 },
    ],
    ["an extension longer than the account", put(ENTRY.tokenMetadata + 2, 255), { what: "mint extension 19 length" }],
    ["a token account's type", put(165, 2), { what: "mint: account type", expected: 1, actual: 2 }],
    ["something in the padding", put(100, 1), { what: "mint padding, byte 100" }],
    ["a mint not initialized", put(45, 0), { what: "mint: initialized" }],
    ["an initialized flag of 2", put(45, 2), { what: "mint: initialized", actual: 2 }],
    ["an option tag of 2", put(46, 2), { what: "mint: freeze authority, option tag", actual: 2 }],
    ["a paused flag of 2", put(371, 2), { what: "mint extension 26: paused", actual: 2 }],
    ["a default state of 0", put(274, 0), { what: "mint extension 6: state", actual: 0 }],
    ["a default state of 3", put(274, 3), { what: "mint extension 6: state", actual: 3 }],
    ["a name that is not UTF-8", put(METADATA_VALUE + 68, 0xff), { what: "mint extension 19: name" }],
    ["a name longer than the metadata", put(METADATA_VALUE + 64, 255), { what: "mint extension 19: name" }],
    [
      "metadata too short for their two keys",
      (data) => put(ENTRY.tokenMetadata + 2, 63)(data.slice(0, METADATA_VALUE + 63)),
      { what: "mint extension 19 length", expected: "at least 64", actual: 63 },
    ],
    [
      "a wild count of additional pairs",
      put(674, 255, 255, 255, 255),
      { what: "mint extension 19: additional key 0 length" },
    ],
    [
      "metadata with bytes to spare",
      (data) => lengthen(data),
      { what: "mint extension 19 length", expected: 165, actual: 166 },
    ],
  ])("%s is refused", (_, change, error) => {
    expect(() => parseMint(aaplxWith(change))).toThrow(expect.objectContaining({ name: "DecodeError", ...error }));
  });

  test("zeros behind the last extension are accepted, as Token-2022 does", () => {
    expect(parseMint(aaplxWith((data) => Uint8Array.of(...data, 0, 0)))).toEqual(parseMint(XSTOCKS.AAPLx().data));
  });

  test("a multisig's length is never a mint", () => {
    expect(() =>
      parseMint(aaplxWith((data) => Uint8Array.of(...data.subarray(0, 335), ...new Uint8Array(20)))),
    ).toThrow(DecodeError);
    expect(
      parseMint(aaplxWith((data) => Uint8Array.of(...data.subarray(0, 335), ...new Uint8Array(22)))).extensionTypes,
    ).toHaveLength(4);
  });

  test("whatever bytes there are, the answer is facts or a DecodeError", () => {
    const mutations = fc.array(fc.tuple(fc.nat(677), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(mutations, (changes) => {
        try {
          parseMint(aaplxWith((data) => changes.reduce((bytes, [at, byte]) => bytes.fill(byte, at, at + 1), data)));
        } catch (error) {
          expect(error).toBeInstanceOf(DecodeError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("bytes in the middle of a larger buffer read the same", () => {
    const { data } = XSTOCKS.AAPLx();
    const larger = new Uint8Array(data.length + 20).fill(0xee);
    larger.set(data, 7);
    expect(parseMint(larger.subarray(7, 7 + data.length))).toEqual(parseMint(data));
  });

  test("a byte order mark in a text is kept, so that two texts never read the same", () => {
    const mint = parseMint(aaplxWith(put(METADATA_VALUE + 68, 0xef, 0xbb, 0xbf)));
    expect(mint.tokenMetadata?.name).toBe("\ufeffle xStock");
  });

  test("additional metadata are read in their order", () => {
    const pairs = [
      ["isin", "US0378331005"],
      ["empty", ""],
    ] as const;
    const tail = pairs.flat().flatMap((text) => [text.length, 0, 0, 0, ...Buffer.from(text)]);
    const length = 165 + tail.length;
    const data = aaplxWith((bytes) => {
      bytes.set([length & 255, length >> 8], ENTRY.tokenMetadata + 2);
      bytes.set([pairs.length], 674);
      return Uint8Array.of(...bytes, ...tail);
    });
    expect(parseMint(data).tokenMetadata?.additionalMetadata).toEqual(pairs);
  });
});

/** Takes the one byte out of an entry that has one. */
function shorten(data: Uint8Array, entry: number): Uint8Array {
  data[entry + 2] = 0;
  return Uint8Array.of(...data.subarray(0, entry + 4), ...data.subarray(entry + 5));
}

/** Says the metadata are a byte longer, and adds one. */
function lengthen(data: Uint8Array): Uint8Array {
  data[ENTRY.tokenMetadata + 2] = 166;
  return Uint8Array.of(...data, 0);
}
