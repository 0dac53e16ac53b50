import { describe, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { assertByteLength, bytesEqual, concatBytes, fromHex, sha256, toHex } from "../../../sdk/src/core/bytes";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";

describe("hex", () => {
  test("toHex writes two lower-case digits a byte, leading zeros included", () => {
    expect(toHex(Uint8Array.of(0, 1, 0xab, 0xff))).toBe("0001abff");
    expect(toHex(new Uint8Array())).toBe("");
  });

  test("fromHex reads back what toHex wrote, in either case", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes).toUpperCase())).toEqual(bytes);
      }),
    );
  });

  test.each(["0", "0x00", "0g", " 00", "00\n", "abc"])("fromHex refuses %j", (text) => {
    expect(() => fromHex(text)).toThrow(InvalidInputError);
  });
});

describe("bytesEqual", () => {
  test("bytes are equal only where length and every byte are", () => {
    expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
    expect(bytesEqual(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
    expect(bytesEqual(Uint8Array.of(1, 2, 0), Uint8Array.of(1, 2))).toBe(false);
  });
});

test("concatBytes keeps the order and copies", () => {
  const first = Uint8Array.of(1, 2);
  const joined = concatBytes(first, new Uint8Array(), Uint8Array.of(3));
  first[0] = 9;
  expect(joined).toEqual(Uint8Array.of(1, 2, 3));
});

describe("sha256", () => {
  test("the hash of abc is the one of FIPS 180-4", () => {
    expect(toHex(sha256(new TextEncoder().encode("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  test("it agrees with Node's own", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toHex(sha256(bytes))).toBe(createHash("sha256").update(bytes).digest("hex"));
      }),
    );
  });
});

test("assertByteLength refuses another length and what is no Uint8Array", () => {
  expect(() => assertByteLength(new Uint8Array(32), 32, "id")).not.toThrow();
  expect(() => assertByteLength(new Uint8Array(31), 32, "id")).toThrow("id: expected 32 bytes, got 31 bytes");
  expect(() => assertByteLength("x".repeat(32), 32, "id")).toThrow(InvalidInputError);
});
