/** The generator of the decoders at fixed places, on programs that it has not had yet. */
import { describe, expect, test } from "@jest/globals";
import { emitFacts } from "../../../sdk/codegen/emit/facts";
import { Module } from "../../../sdk/codegen/emit/module";
import type { Field, Program, Struct, Type } from "../../../sdk/codegen/model";

const U64: Type = { kind: "scalar", scalar: "u64" };
const field = (name: string, type: Type = U64): Field => ({ name, docs: [], type, hidden: false });

/** A program with a Registry of these fields. */
function generated(fields: readonly Field[], account = "Registry"): string {
  const struct: Struct = { kind: "struct", name: account, docs: [], fields: [...fields] };
  const program: Program = {
    ...{ name: "compliance", address: "", types: [], events: [], instructions: [], errors: [] },
    accounts: [{ discriminator: [], size: 0, struct }],
  };
  const module = new Module("codec/compliance/facts.ts", "programs-idl/compliance.json", "");
  emitFacts(program, module);
  return module.text();
}

describe("the generator of facts", () => {
  test("reads a field where those before it end", () => {
    expect(generated([field("version", { kind: "scalar", scalar: "u8" }), field("a"), field("paused_until")])).toMatch(
      /pausedUntil: [\w.]*readU64\(span, 17\)/,
    );
  });

  test("moves every field of an array's structs with the element", () => {
    const pair: Struct = { kind: "struct", name: "Pair", docs: [], fields: [field("one"), field("other")] };
    const array: Type = { kind: "array", length: 3, of: { kind: "defined", def: pair } };
    const text = generated([field("a"), field("paused_until", array)]);
    expect(text).toMatch(/one: [\w.]*readU64\(span, 16 \+ 16 \* i\)/);
    expect(text).toContain("(_, i) => ({ one"); // an object, not a block
    expect(text).toMatch(/other: [\w.]*readU64\(span, 16 \+ 16 \* i \+ 8\)/);
  });

  test("leaves a number in a reader's name alone", () => {
    const before = Array.from({ length: 7 }, (_, i) => field(`before_${i}`)); // 8 bytes each, after the discriminator: up to 64
    expect(generated([...before, field("paused_until", { kind: "array", length: 2, of: U64 })])).toMatch(
      /readU64\(span, 64 \+ 8 \* i\)/,
    );
  });

  test.each<[string, readonly Field[], string, string]>([
    ["an account that there is not", [], "Other", "compliance has no account Registry"],
    ["a field that there is not", [field("a")], "Registry", "a field of pausedUntil is missing"],
    [
      "a field behind one without a fixed length",
      [field("list", { kind: "byteVec" })],
      "Registry",
      "list has no fixed size",
    ],
    [
      "a type that no facts have had",
      [field("paused_until", { kind: "bytes", length: 4 })],
      "Registry",
      "pausedUntil is of a type that facts have not had yet",
    ],
  ])("refuses %s", (_, fields, account, message) => {
    expect(() => generated(fields, account)).toThrow(message);
  });
});
