import fc from "fast-check";
import * as compliance from "../../../sdk/src/codec/compliance";
import * as custody from "../../../sdk/src/codec/custody";
import { toHex } from "../../../sdk/src/core/bytes";
import { DecodeError } from "../../../sdk/src/core/decodeError";
import {
  argsShape,
  call,
  definedShape,
  exportTitle,
  programs,
  readIdl,
  type Shape,
  withLayoutVersion,
} from "./idlShapes";

const codecs = { compliance, custody };
const DISCRIMINATOR = 8;
const RUNS = { numRuns: 25 };

interface Target {
  name: string;
  shape: Shape;
  encode: (value: unknown) => Uint8Array;
  decode: (data: Uint8Array) => unknown;
}

function targets(program: (typeof programs)[number]): Target[] {
  const idl = readIdl(program);
  const codec = codecs[program];
  const target = (name: string, shape: Shape, encoder: string, decoder: string): Target => ({
    name,
    shape,
    encode: (value) => call(codec, encoder, value) as Uint8Array,
    decode: (data) => call(codec, decoder, data),
  });
  return [
    ...idl.accounts.map(({ name }) => {
      const shape = definedShape(idl, name);
      const versioned = { ...shape, pairs: shape.pairs.map(withLayoutVersion) };
      return target(`account ${name}`, versioned, `encode${name}`, `decode${name}`);
    }),
    ...idl.instructions.map((instruction) => {
      const title = exportTitle(program, instruction.name);
      const shape = argsShape(idl, instruction);
      return target(`data of ${instruction.name}`, shape, `encode${title}Data`, `decode${title}Data`);
    }),
    ...idl.events.map(({ name }) =>
      target(`event ${name}`, definedShape(idl, name), `encode${name}Event`, `decode${name}Event`),
    ),
  ];
}

const bytesOf = ({ shape, encode }: Target): fc.Arbitrary<Uint8Array> => shape.pairs.map(({ ours }) => encode(ours));

/** The decoded value, or null where the bytes were refused; any other outcome than a DecodeError fails the test. */
function decodeOrRefuse({ decode }: Target, data: Uint8Array): { value: unknown } | null {
  try {
    return { value: decode(data) };
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return null;
  }
}

describe.each(programs.flatMap((program) => targets(program).map((target) => ({ ...target, program }))))(
  "bytes of $program's $name",
  (target) => {
    test("are refused where any are missing at the end", () => {
      fc.assert(
        fc.property(bytesOf(target), fc.nat(), (bytes, cut) => {
          expect(decodeOrRefuse(target, bytes.subarray(0, cut % bytes.length))).toBeNull();
        }),
        RUNS,
      );
    });

    test("are refused where any are left over", () => {
      fc.assert(
        fc.property(bytesOf(target), fc.uint8Array({ minLength: 1, maxLength: 80 }), (bytes, surplus) => {
          expect(decodeOrRefuse(target, Uint8Array.from([...bytes, ...surplus]))).toBeNull();
        }),
        RUNS,
      );
    });

    test("are refused where the discriminator is another", () => {
      fc.assert(
        fc.property(bytesOf(target), fc.nat({ max: 7 }), fc.integer({ min: 1, max: 255 }), (bytes, at, flip) => {
          const changed = Uint8Array.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ flip;
          expect(decodeOrRefuse(target, changed)).toBeNull();
        }),
        RUNS,
      );
    });

    test("mean themselves and nothing else: changed ones are refused or encode to what was changed", () => {
      const hidden = new Set(target.shape.hidden.map((at) => at + DISCRIMINATOR));
      const changes = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 4 });
      fc.assert(
        fc.property(bytesOf(target), changes, (bytes, edits) => {
          const changed = Uint8Array.from(bytes);
          for (const [at, value] of edits) changed[at % changed.length] = value;
          const decoded = decodeOrRefuse(target, changed);
          if (!decoded) return;
          const visible = changed.map((byte, at) => (hidden.has(at) ? 0 : byte));
          expect(toHex(target.encode(decoded.value))).toBe(toHex(visible));
        }),
        RUNS,
      );
    });

    test("at random behind the discriminator are refused or mean themselves", () => {
      const hidden = new Set(target.shape.hidden.map((at) => at + DISCRIMINATOR));
      fc.assert(
        fc.property(bytesOf(target), fc.uint8Array({ maxLength: 1200 }), (bytes, noise) => {
          const random = Uint8Array.from(bytes);
          random.set(noise.subarray(0, bytes.length - DISCRIMINATOR), DISCRIMINATOR);
          const decoded = decodeOrRefuse(target, random);
          if (!decoded) return;
          const visible = random.map((byte, at) => (hidden.has(at) ? 0 : byte));
          expect(toHex(target.encode(decoded.value))).toBe(toHex(visible));
        }),
        RUNS,
      );
    });
  },
);
