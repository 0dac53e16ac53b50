import type { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import { StreamReader } from "../../../sdk/src/codec/reader";
import { Writer } from "../../../sdk/src/codec/writer";
import { DecodeError } from "../../../sdk/src/core/decodeError";
import { InvalidInputError } from "../../../sdk/src/core/inputErrors";

function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer();
  write(writer);
  return writer.finish();
}

describe("Writer and StreamReader", () => {
  test("carry strings, byte vectors, options and vectors there and back", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 300 }),
        fc.uint8Array({ maxLength: 600 }),
        fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
        fc.array(fc.nat({ max: 0xffff_ffff }), { maxLength: 200 }),
        (text, bytes, option, list) => {
          const data = written((writer) => {
            writer.string(text, "text");
            writer.byteVec(bytes, "bytes");
            writer.option(option, (value) => writer.u64(value, "option"), "option");
            writer.vec(list, (item) => writer.u32(item, "list"), "list");
          });
          const reader = new StreamReader(data, "test");
          expect(reader.string("text")).toBe(text);
          expect(reader.byteVec("bytes")).toEqual(bytes);
          expect(reader.option(() => reader.u64("option"), "option")).toBe(option);
          expect(reader.vec(() => reader.u32("list"), "list")).toEqual(list);
          reader.end();
        },
      ),
    );
  });

  test("write borsh: little-endian, u32 lengths, one-byte tags", () => {
    const data = written((writer) => {
      writer.u16(0x0102, "u16");
      writer.i64(-2n, "i64");
      writer.u128(1n << 64n, "u128");
      writer.string("é", "string");
      writer.option<number>(null, (value) => writer.u8(value, "u8"), "option");
    });
    expect(Buffer.from(data).toString("hex")).toBe(
      "0201feffffffffffffff00000000000000000100000000000000" + "02000000c3a9" + "00",
    );
  });

  test("refuse an integer that is out of range, not whole, or of the other kind", () => {
    const refused: [string, (writer: Writer) => void][] = [
      ["u8", (writer) => writer.u8(256, "u8")],
      ["u8", (writer) => writer.u8(-1, "u8")],
      ["u16", (writer) => writer.u16(65_536, "u16")],
      ["u16", (writer) => writer.u16(1.5, "u16")],
      ["u32", (writer) => writer.u32(Number.NaN, "u32")],
      ["u64", (writer) => writer.u64(1n << 64n, "u64")],
      ["u64", (writer) => writer.u64(-1n, "u64")],
      ["u64", (writer) => writer.u64(7 as unknown as bigint, "u64")],
      ["i64", (writer) => writer.i64(1n << 63n, "i64")],
      ["u128", (writer) => writer.u128(1n << 128n, "u128")],
      ["u32", (writer) => writer.u32(7n as unknown as number, "u32")],
    ];
    for (const [what, write] of refused) {
      expect(() => written(write)).toThrow(expect.objectContaining({ name: "InvalidInputError", what }));
    }
  });

  test("refuse any other value that is not of its type", () => {
    const refused: ((writer: Writer) => void)[] = [
      (writer) => writer.bool(1 as unknown as boolean, "value"),
      (writer) => writer.pubkey("11111111111111111111111111111111" as unknown as PublicKey, "value"),
      (writer) => writer.pubkey(undefined as unknown as PublicKey, "value"),
      (writer) => writer.byteArray(new Uint8Array(31), 32, "value"),
      (writer) => writer.byteArray([1] as unknown as Uint8Array, 1, "value"),
      (writer) => writer.byteVec("ab" as unknown as Uint8Array, "value"),
      (writer) => writer.string("\ud800", "value"),
      (writer) => writer.variant("C" as "A" | "B", ["A", "B"], "value"),
      (writer) => writer.array([1], 2, (item) => writer.u8(item, "value"), "value"),
      (writer) => writer.vec("ab" as unknown as string[], () => undefined, "value"),
    ];
    for (const write of refused) {
      expect(() => written(write)).toThrow(InvalidInputError);
      expect(() => written(write)).toThrow(/^value: expected/);
    }
  });

  test("take a PublicKey of another copy of web3.js, known by its toBytes", () => {
    const bytes = new Uint8Array(32).fill(7);
    const foreign = { toBytes: () => bytes } as unknown as PublicKey;
    expect(written((writer) => writer.pubkey(foreign, "key"))).toEqual(bytes);
  });

  test("refuse bytes that no writer writes", () => {
    const refused: [number[], (reader: StreamReader) => unknown][] = [
      [[2], (reader) => reader.bool("value")],
      [[2, 0], (reader) => reader.option(() => reader.u8("value"), "value")],
      [[2], (reader) => reader.variant(["A", "B"], "value")],
      [[2, 0, 0, 0, 0xc3, 0x28], (reader) => reader.string("value")],
      [[0xff, 0xff, 0xff, 0xff, 1], (reader) => reader.byteVec("value")],
      [[0xff, 0xff, 0xff, 0xff, 1, 2], (reader) => reader.vec(() => reader.u8("value"), "value")],
      [[1, 2, 3], (reader) => reader.u32("value")],
    ];
    for (const [bytes, read] of refused) {
      expect(() => read(new StreamReader(Uint8Array.from(bytes), "test"))).toThrow(DecodeError);
      expect(() => read(new StreamReader(Uint8Array.from(bytes), "test"))).toThrow(/^value: expected/);
    }
  });

  test("read from a view into a larger buffer, and answer copies of it", () => {
    const buffer = Uint8Array.from([9, 9, 1, 2, 3, 9]);
    const reader = new StreamReader(Buffer.from(buffer.buffer, 2, 3), "test");
    const bytes = reader.byteArray(3, "bytes");
    reader.end();
    buffer.fill(0);
    expect(bytes).toEqual(Uint8Array.from([1, 2, 3]));
    expect(Buffer.isBuffer(bytes)).toBe(false);
  });

  test("refuse what is not a Uint8Array", () => {
    expect(() => new StreamReader("00" as unknown as Uint8Array, "test")).toThrow(InvalidInputError);
  });
});
