/** What a lender decides by is read at fixed places: it has to be what the whole account says, and as strict. */
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import * as compliance from "../../../sdk/src/codec/compliance";
import * as complianceFacts from "../../../sdk/src/codec/compliance/facts";
import * as custody from "../../../sdk/src/codec/custody";
import * as custodyFacts from "../../../sdk/src/codec/custody/facts";
import { DecodeError } from "../../../sdk/src/core/decodeError";
import { call, comparable, definedShape, type Pair, programs, readIdl, withLayoutVersion } from "./idlShapes";

const SIDES = {
  compliance: { codec: compliance, facts: complianceFacts },
  custody: { codec: custody, facts: custodyFacts },
};
const ACCOUNTS = programs.flatMap((program) =>
  Object.keys(SIDES[program].facts).map((decoder) => {
    const [, name = ""] = /^decode(\w+)Facts$/.exec(decoder) ?? [];
    const { codec, facts } = SIDES[program];
    return {
      name,
      pairs: definedShape(readIdl(program), name).pairs.map(withLayoutVersion),
      encode: ({ ours }: Pair) => call(codec, `encode${name}`, ours) as Uint8Array,
      decode: (bytes: Uint8Array) => call(codec, `decode${name}`, bytes) as Record<string, unknown>,
      decodeFacts: (bytes: Uint8Array) => call(facts, decoder, bytes) as Record<string, unknown>,
    };
  }),
);

test("there are facts of what stands behind a listing", () => {
  expect(ACCOUNTS.map(({ name }) => name).sort()).toEqual(["Asset", "Attestation", "Issuer", "Registry"]);
});

describe.each(ACCOUNTS)("the facts of $name", ({ pairs, encode, decode, decodeFacts }) => {
  const [sample] = fc.sample(pairs, { seed: 1, numRuns: 1 }).map(encode);
  const bytes = sample!;

  test("are what the whole account says, of web3.js's Buffer too", () => {
    fc.assert(
      fc.property(pairs.map(encode), (account) => {
        const facts = decodeFacts(account);
        const whole = decode(account);
        const picked = Object.fromEntries(Object.keys(facts).map((field) => [field, whole[field]]));
        expect(comparable(facts)).toEqual(comparable(picked));
        expect(Object.values(picked)).not.toContain(undefined);
        expect(comparable(decodeFacts(Buffer.from(account)))).toEqual(comparable(facts));
      }),
      { numRuns: 100 },
    );
  });

  test("do not change with the bytes that they were read from", () => {
    const changing = Buffer.from(bytes);
    const facts = decodeFacts(changing);
    const before = comparable(facts);
    changing.fill(0xff);
    expect(comparable(facts)).toEqual(before);
  });

  test("are refused of another account, version or length", () => {
    const changed = (at: number): Uint8Array => Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));
    for (let at = 0; at < 9; at++) expect(() => decodeFacts(changed(at))).toThrow(DecodeError);
    for (const wrong of [
      bytes.slice(0, -1),
      Uint8Array.of(...bytes, 0),
      bytes.slice(0, 8),
      bytes.slice(0, 9),
      new Uint8Array(),
    ]) {
      expect(() => decodeFacts(wrong)).toThrow(DecodeError);
    }
  });

  test("are refused wherever a byte of them is refused of the whole account, and nowhere else", () => {
    const facts = Object.keys(decodeFacts(bytes));
    for (let at = 9; at < bytes.length; at++) {
      const wrong = Uint8Array.from(bytes, (byte, i) => (i === at ? 0xff : byte));
      const whole = refusalOf(() => decode(wrong));
      const refused = refusalOf(() => decodeFacts(wrong));
      // A field that is not among the facts may hold any bytes. Of a struct the refusal names the type, such as Action of `action`.
      if (whole === null || !facts.some((field) => whole.toLowerCase().includes(field.toLowerCase())))
        expect([at, refused]).toEqual([at, null]);
      else expect([at, refused]).not.toEqual([at, null]);
    }
  });
});

function refusalOf(decode: () => unknown): string | null {
  try {
    decode();
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
  return null;
}
