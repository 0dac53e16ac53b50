import { describe, expect, test } from "@jest/globals";
import { inspectMint, type MintInspection, type RiskCode, RISKS } from "@backstock/sdk/collateral";
import { XSTOCKS_MINTS } from "@backstock/sdk/xstocks";
import { DecodeError, InvalidInputError, TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { Keypair, PublicKey } from "@solana/web3.js";
import { readFileSync } from "node:fs";
import { XSTOCKS } from "../fixtures/xstocks/xstocks";

/** When AAPLx's last multiplier change took effect, unix seconds. */
const CHANGE = 1_786_149_000n;
const NOW = CHANGE + 1_000_000n;

/** Where AAPLx's entries have their values, as in the dump. */
const VALUE = {
  metadataPointer: 170,
  permanentDelegate: 238,
  defaultAccountState: 274,
  scaledUiAmount: 279,
  pausable: 339,
  confidential: 376,
  transferHook: 445,
  metadataMint: 545,
};

type Change = (data: Uint8Array) => void;
const put =
  (offset: number, ...bytes: readonly number[]): Change =>
  (data) =>
    data.set(bytes, offset);
const somebody = new PublicKey("JDq14BWvqCRFNu1krb12bcRpbGtJZ1FLEakMw6FdxJNs");

function inspectAaplx(change: Change = () => undefined, unixTimestamp = NOW): MintInspection {
  const { address, data } = XSTOCKS.AAPLx();
  change(data);
  return inspectMint({ mint: address, account: { owner: TOKEN_2022_PROGRAM_ID, data }, unixTimestamp });
}

/** AAPLx with one more extension behind the others. */
function inspectExtended(type: number, value: readonly number[] | Uint8Array): MintInspection {
  const { address, data } = XSTOCKS.AAPLx();
  const entry = Uint8Array.of(type, 0, value.length & 0xff, value.length >> 8, ...value);
  const account = { owner: TOKEN_2022_PROGRAM_ID, data: Uint8Array.of(...data, ...entry) };
  return inspectMint({ mint: address, account, unixTimestamp: NOW });
}

const codes = ({ risks }: MintInspection): RiskCode[] => risks.map(({ code }) => code);

function double(value: number): number[] {
  return [...new Uint8Array(new Float64Array([value]).buffer)];
}

describe("the real AAPLx", () => {
  test("is pinned, and has the issuer's powers and nothing critical", () => {
    const inspected = inspectAaplx();
    expect(inspected).toMatchObject({
      issuer: "xstocks",
      listing: null,
      supply: 15_376_502_510_768n,
      decimals: 8,
      pause: { paused: false },
      defaultAccountState: "initialized",
      hook: { programId: null },
      closeAuthority: null,
      transferFee: null,
      interest: null,
      nonTransferable: false,
      metadata: { symbol: "AAPLx", name: "Apple xStock" },
      unknownExtensionTypes: [],
    });
    expect(inspected.confidentialTransfers).toMatchObject({ autoApproveNewAccounts: false });
    expect(inspected.risks.map(({ code, severity }) => [severity, code])).toEqual([
      ["warning", "PERMANENT_DELEGATE"],
      ["warning", "MINT_AUTHORITY_KEY"],
      ["info", "HOOK_POSSIBLE"],
      ["info", "PAUSE_POSSIBLE"],
      ["info", "FREEZE_AUTHORITY"],
    ]);
  });

  test("has the old multiplier until the second before the change, and the new one from that second on", () => {
    const before = inspectAaplx(undefined, CHANGE - 1n);
    const from = before.multiplier;
    expect(from?.pendingChange).toMatchObject({ at: CHANGE });
    expect(from?.effective.decimal).toMatch(/^1\.00266420758937\d+$/);
    expect(codes(before)).toContain("MULTIPLIER_CHANGE_PENDING");
    const after = inspectAaplx(undefined, CHANGE);
    expect(after.multiplier?.effective.decimal).toMatch(/^1\.00326901253981\d+$/);
    expect(after.multiplier?.pendingChange).toBeNull();
    expect(codes(after)).not.toContain("MULTIPLIER_CHANGE_PENDING");
  });

  test("has a multiplier that is the stored double exactly, as ratio and as decimal", () => {
    const { ratio, decimal } = inspectAaplx().multiplier?.effective ?? {};
    const [whole = "", fraction = ""] = decimal?.split(".") ?? [];
    expect(BigInt(whole + fraction) * (ratio?.denominator ?? 0n)).toBe(
      (ratio?.numerator ?? 0n) * 10n ** BigInt(fraction.length),
    );
    expect(Number(decimal)).toBe(1.0032690125398187);
  });
});

describe("who issues it", () => {
  test("the same bytes at another address are an imitation", () => {
    const { data } = XSTOCKS.AAPLx();
    const account = { owner: TOKEN_2022_PROGRAM_ID, data };
    const copy = inspectMint({ mint: Keypair.generate().publicKey, account, unixTimestamp: NOW });
    expect(copy.issuer).toBe("unknown");
    expect(codes(copy)).toEqual(expect.arrayContaining(["UNKNOWN_ISSUER", "IMPERSONATION", "METADATA_ELSEWHERE"]));
  });

  test("a pinned mint with another authority is unknown", () => {
    for (const offset of [
      4,
      50,
      VALUE.metadataPointer,
      VALUE.permanentDelegate,
      VALUE.scaledUiAmount,
      VALUE.transferHook,
    ]) {
      const taken = inspectAaplx((data) => data.set(Keypair.generate().publicKey.toBytes(), offset));
      expect(taken.issuer).toBe("unknown");
      expect(codes(taken).slice(0, 2)).toEqual(["UNKNOWN_ISSUER", "PINNED_AUTHORITY_CHANGED"]);
    }
  });

  test("the real SPYx is not pinned, because the list has companies only, and is called what an imitation would be", () => {
    const { address, owner, data } = XSTOCKS.SPYx();
    const spyx = inspectMint({ mint: address, account: { owner, data }, unixTimestamp: NOW });
    expect(spyx.issuer).toBe("unknown");
    expect(spyx.risks.find(({ code }) => code === "IMPERSONATION")?.message).toContain("or listed later");
  });

  test("the pinned mints are those of the list, each once", () => {
    const rows = readFileSync("sdk/codegen/xstocks/mints.txt", "utf8").trim().split("\n");
    expect(Object.entries(XSTOCKS_MINTS).map((entry) => entry.join(" "))).toEqual(rows);
    expect(new Set(Object.values(XSTOCKS_MINTS).map((mint) => new PublicKey(mint).toBase58())).size).toBe(106);
  });

  test("every one of the list is known, and none that differs from it in a character that is kept", () => {
    const { owner, data } = XSTOCKS.AAPLx();
    const issuerOf = (mint: PublicKey): string =>
      inspectMint({ mint, account: { owner, data }, unixTimestamp: NOW }).issuer;
    for (const mint of Object.values(XSTOCKS_MINTS)) {
      expect(issuerOf(new PublicKey(mint))).toBe("xstocks");
      for (let place = 1; place < 16; place++) {
        const other = mint.slice(0, place) + (mint[place] === "2" ? "3" : "2") + mint.slice(place + 1);
        expect(issuerOf(new PublicKey(other))).toBe("unknown");
      }
    }
  });
});

const KEY = [...somebody.toBytes()];
const fee = (basisPoints: number): number[] => [
  ...Array.from({ length: 16 }, () => 1),
  basisPoints & 0xff,
  basisPoints >> 8,
];
const feeConfig = (basisPoints: number): number[] => [
  ...KEY,
  ...KEY,
  ...Array.from({ length: 8 }, () => 0),
  ...fee(0),
  ...fee(basisPoints),
];

/** What brings each finding about; the real AAPLx has none of these. */
const FOUND: Partial<Record<RiskCode, () => MintInspection>> = {
  PAUSED: () => inspectAaplx(put(VALUE.pausable + 32, 1)),
  UNKNOWN_EXTENSION: () => inspectExtended(99, [1, 2, 3]),
  NON_TRANSFERABLE: () => inspectExtended(9, []),
  TRANSFER_FEE: () => inspectExtended(1, feeConfig(1)),
  TRANSFER_FEE_POSSIBLE: () => inspectExtended(1, feeConfig(0)),
  MULTIPLIER_INVALID: () => inspectAaplx(put(VALUE.scaledUiAmount + 48, ...double(Number.NaN))),
  MULTIPLIER_OUT_OF_RANGE: () => inspectAaplx(put(VALUE.scaledUiAmount + 48, ...double(4096))),
  INTEREST_BEARING: () => inspectExtended(10, [...KEY, ...Array.from({ length: 20 }, () => 0)]),
  NO_MULTIPLIER: () => inspectAaplx(put(VALUE.scaledUiAmount - 4, 99, 0)),
  HOOK_ACTIVE: () => inspectAaplx(put(VALUE.transferHook + 32, ...KEY)),
  DEFAULT_FROZEN: () => inspectAaplx(put(VALUE.defaultAccountState, 2)),
  CLOSE_AUTHORITY: () => inspectExtended(3, KEY),
  CONFIDENTIAL_AUTO_APPROVE: () => inspectAaplx(put(VALUE.confidential + 32, 1)),
  METADATA_ELSEWHERE: () => inspectAaplx(put(VALUE.metadataPointer + 32, ...KEY)),
};

describe("findings", () => {
  for (const [code, found] of Object.entries(FOUND)) {
    test(`${code} is found where it is so, and nowhere else`, () => {
      expect(codes(inspectAaplx())).not.toContain(code);
      const inspected = found();
      expect(inspected.risks).toContainEqual(expect.objectContaining({ code, severity: RISKS[code as RiskCode] }));
    });
  }

  test("the largest multiplier below 4,096 and the smallest of 2^-12 are within the range", () => {
    for (const value of [4095.999999999999, 2 ** -12]) {
      const inspected = inspectAaplx(put(VALUE.scaledUiAmount + 48, ...double(value)));
      expect(codes(inspected)).not.toContain("MULTIPLIER_OUT_OF_RANGE");
    }
    const below = inspectAaplx(put(VALUE.scaledUiAmount + 48, ...double(2 ** -12.001)));
    expect(codes(below)).toContain("MULTIPLIER_OUT_OF_RANGE");
  });

  test("powers that nobody holds are no findings, and an absent extension is not an inactive one", () => {
    const bare = inspectAaplx((data) => {
      data.fill(0, 46, 82); // no freeze authority
      data.fill(0, VALUE.permanentDelegate, VALUE.permanentDelegate + 32);
      data.fill(0, VALUE.pausable, VALUE.pausable + 32);
      data.fill(0, VALUE.transferHook, VALUE.transferHook + 32);
    });
    for (const code of ["PERMANENT_DELEGATE", "HOOK_POSSIBLE", "PAUSE_POSSIBLE", "FREEZE_AUTHORITY"] as const) {
      expect(codes(bare)).not.toContain(code);
    }
    expect(bare.permanentDelegate).toEqual({ delegate: null });
    expect(inspectAaplx(put(VALUE.permanentDelegate - 4, 99, 0)).permanentDelegate).toBeNull();
  });
});

describe("strictness", () => {
  const { address, data } = XSTOCKS.AAPLx();
  const inspectBytes = (bytes: Uint8Array, owner = TOKEN_2022_PROGRAM_ID) =>
    inspectMint({ mint: address, account: { owner, data: bytes }, unixTimestamp: NOW });

  test("another owner, SPL Token's mints and those without extensions are refused", () => {
    expect(() => inspectBytes(data, TOKEN_PROGRAM_ID)).toThrow(DecodeError);
    expect(() => inspectBytes(data, somebody)).toThrow(/owner of mint/);
    expect(() => inspectBytes(data.slice(0, 82))).toThrow(/one with extensions/);
  });

  test("an extension twice, bytes behind the last one and a wrong length are refused", () => {
    expect(() => inspectBytes(Uint8Array.of(...data, 12, 0, 32, 0, ...KEY))).toThrow(
      /extension 12: expected one entry/,
    );
    expect(() => inspectBytes(Uint8Array.of(...data, 0, 0, 0, 0, 1))).toThrow(DecodeError);
    expect(() => inspectExtended(3, KEY.slice(1))).toThrow(/extension 3 length/);
    expect(() => inspectExtended(1, feeConfig(1).slice(1))).toThrow(DecodeError);
    expect(() => inspectExtended(10, KEY)).toThrow(DecodeError);
    expect(() => inspectExtended(9, [0])).toThrow(DecodeError);
  });

  test("cut at any length, it is refused or answered without what was cut off", () => {
    let answered = 0;
    for (let length = 0; length < data.length; length++) {
      try {
        expect(inspectBytes(data.slice(0, length)).metadata).toBeNull();
        answered++;
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }
    expect(answered).toBeLessThan(40);
  });

  test("a time that is no i64 is refused", () => {
    expect(() => inspectAaplx(undefined, 1n << 63n)).toThrow(InvalidInputError);
  });
});
