import * as sdk from "@backstock/sdk";
import { DecodeError } from "@backstock/sdk/kit";
import { afterAll, describe, expect, test } from "@jest/globals";
import { PublicKey } from "@solana/web3.js";
import fc from "fast-check";
import * as codec from "../../sdk/src/codec";
import { call, definedShape, pascal, programs, readIdl, withLayoutVersion } from "../sdk/codec/idlShapes";
import { buildKit } from "./builtKit";

const built = buildKit();
afterAll(() => built.remove());
const accounts = programs.flatMap((program) => {
  const idl = readIdl(program);
  return idl.accounts.map(({ name }) => ({ name: pascal(name), shape: definedShape(idl, name) }));
});

/** As a kit's user should get it: an address is its text. */
function asKit(value: unknown): unknown {
  if (value instanceof PublicKey) return value.toBase58();
  if (Array.isArray(value)) return value.map(asKit);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, asKit(field)]));
}

describe.each(accounts)("the built kit entry's decode$name", ({ name, shape }) => {
  test("answers what the main entry's does", () => {
    fc.assert(
      fc.property(shape.pairs, (pair) => {
        const data = call(codec, `encode${name}`, withLayoutVersion(pair).ours) as Uint8Array;
        expect(call(built.entry, `decode${name}`, data)).toEqual(asKit(call(sdk, `decode${name}`, data)));
      }),
      { numRuns: 20 },
    );
  });

  test("refuses what the main entry's does, with the entry's own DecodeError", () => {
    const [pair] = fc.sample(shape.pairs, { numRuns: 1, seed: 1 });
    const data = call(codec, `encode${name}`, withLayoutVersion(pair!).ours) as Uint8Array;
    for (const wrong of [data.subarray(1), data.subarray(0, -1), new Uint8Array(data.length), new Uint8Array()]) {
      expect(() => call(built.entry, `decode${name}`, wrong)).toThrow(built.entry.DecodeError);
      expect(() => call(sdk, `decode${name}`, wrong)).toThrow(sdk.DecodeError);
    }
  });
});

test("the sources' DecodeError is that of the SDK", () => {
  expect(DecodeError).toBe(sdk.DecodeError);
});
