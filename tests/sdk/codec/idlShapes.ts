/**
 * Values for everything in an IDL, made by walking it: each as this SDK has it and as Anchor's client has it. Written
 * from the IDL alone, without the generator's model, so that a mistake there is not repeated here.
 */
import { readFileSync } from "node:fs";
import { PublicKey } from "@solana/web3.js";
import BN from "bn.js";
import fc from "fast-check";

type RawType =
  string | { option: RawType } | { vec: RawType } | { array: [RawType, number] } | { defined: { name: string } };
interface RawField {
  name: string;
  type: RawType;
}
type RawTypeBody =
  | { kind: "struct"; fields?: RawField[] }
  | { kind: "enum"; variants: { name: string; fields?: RawField[] }[] }
  | { kind: "type"; alias: RawType };
interface Named {
  name: string;
  discriminator: number[];
}
export interface RawIdl {
  instructions: (Named & { args: RawField[] })[];
  accounts: Named[];
  events: Named[];
  errors: { code: number; name: string; msg: string }[];
  types: { name: string; type: RawTypeBody }[];
}

export const programs = ["compliance", "custody"] as const;

export function readIdl(program: (typeof programs)[number]): RawIdl {
  return JSON.parse(readFileSync(`programs-idl/${program}.json`, "utf8")) as RawIdl;
}

/** One value in both forms, and where in its bytes (from its beginning) there is only padding or reserve. */
export interface Pair {
  ours: unknown;
  anchors: unknown;
}
export interface Shape {
  pairs: fc.Arbitrary<Pair>;
  /** Bytes where the length is fixed, else null. */
  size: number | null;
  hidden: number[];
}

const camel = (name: string): string =>
  name
    .replace(/^_+/, "")
    .replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());

const same = (value: unknown): Pair => ({ ours: value, anchors: value });
const whole = (max: number): fc.Arbitrary<Pair> => fc.nat({ max }).map(same);
const big = (min: bigint, max: bigint): fc.Arbitrary<Pair> =>
  fc
    .oneof({ arbitrary: fc.bigInt({ min, max }), weight: 4 }, fc.constantFrom(min, max))
    .map((value) => ({ ours: value, anchors: new BN(value.toString()) }));
const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length });

const SCALARS: Record<string, [number, fc.Arbitrary<Pair>]> = {
  bool: [1, fc.boolean().map(same)],
  u8: [1, whole(0xff)],
  u16: [2, whole(0xffff)],
  u32: [4, whole(0xffff_ffff)],
  u64: [8, big(0n, 2n ** 64n - 1n)],
  u128: [16, big(0n, 2n ** 128n - 1n)],
  i64: [8, big(-(2n ** 63n), 2n ** 63n - 1n)],
  pubkey: [32, bytes(32).map((key) => same(new PublicKey(key)))],
};

export function typeShape(idl: RawIdl, type: RawType): Shape {
  if (typeof type === "string") {
    if (type === "string") {
      return { pairs: fc.string({ unit: "grapheme" }).map(same), size: null, hidden: [] };
    }
    if (type === "bytes") {
      const pairs = fc.uint8Array().map((value) => ({ ours: value, anchors: Buffer.from(value) }));
      return { pairs, size: null, hidden: [] };
    }
    const scalar = SCALARS[type];
    if (!scalar) throw new Error(`no values for ${type}`);
    return { size: scalar[0], pairs: scalar[1], hidden: [] };
  }
  if ("defined" in type) return definedShape(idl, type.defined.name);
  if ("option" in type) {
    const { pairs } = typeShape(idl, type.option);
    return { pairs: fc.option(pairs).map((pair) => pair ?? same(null)), size: null, hidden: [] };
  }
  if ("vec" in type) {
    const pairs = fc.array(typeShape(idl, type.vec).pairs, { maxLength: 5 }).map((items) => listPair(items, type.vec));
    return { pairs, size: null, hidden: [] };
  }
  const [of, length] = type.array;
  const item = typeShape(idl, of);
  const { size } = item;
  return {
    pairs: fc.array(item.pairs, { minLength: length, maxLength: length }).map((items) => listPair(items, of)),
    size: size === null ? null : size * length,
    hidden: Array.from({ length }, (_, i) => item.hidden.map((at) => at + i * (size ?? 0))).flat(),
  };
}

function listPair(items: Pair[], of: RawType): Pair {
  const ours = items.map((item) => item.ours);
  return { ours: of === "u8" ? Uint8Array.from(ours as number[]) : ours, anchors: items.map((item) => item.anchors) };
}

export function definedShape(idl: RawIdl, name: string): Shape {
  const body = idl.types.find((type) => type.name === name)?.type;
  if (!body) throw new Error(`${name} is not in the IDL`);
  if (body.kind === "struct") return fieldsShape(idl, body.fields ?? []);
  if (body.kind === "type") return podEnumShape(idl, name);
  const isPlain = body.variants.every((variant) => (variant.fields ?? []).length === 0);
  const variants = body.variants.map(({ name: variant, fields }) =>
    fieldsShape(idl, fields ?? []).pairs.map((pair) => ({
      ours: isPlain ? variant : { kind: variant, ...(pair.ours as object) },
      anchors: { [camel(variant)]: pair.anchors },
    })),
  );
  return { pairs: fc.oneof(...variants), size: isPlain ? 1 : null, hidden: [] };
}

/** Anchor's client answers a #[pod_wrapper] enum as its byte; the variants are those of the enum that it wraps. */
function podEnumShape(idl: RawIdl, name: string): Shape {
  const body = idl.types.find((type) => type.name === name.replace(/^Pod/, ""))?.type;
  if (body?.kind !== "enum") throw new Error(`${name} wraps no enum`);
  const pairs = fc
    .nat({ max: body.variants.length - 1 })
    .map((byte) => ({ ours: body.variants[byte]?.name, anchors: byte }));
  return { pairs, size: 1, hidden: [] };
}

export function fieldsShape(idl: RawIdl, fields: RawField[]): Shape {
  let size: number | null = 0;
  const hidden: number[] = [];
  const members = fields.map((field) => {
    const shape = typeShape(idl, field.type);
    const isHidden = field.name === "reserved" || field.name.startsWith("_padding");
    const at: number | null = size;
    if (at !== null) {
      const own = isHidden ? Array.from({ length: shape.size ?? 0 }, (_, i) => i) : shape.hidden;
      hidden.push(...own.map((offset) => at + offset));
    }
    size = size === null || shape.size === null ? null : size + shape.size;
    return { key: camel(field.name), isHidden, shape };
  });
  const pairs = fc.tuple(...members.map(({ shape }) => shape.pairs)).map((values) => {
    const ours: Record<string, unknown> = {};
    const anchors: Record<string, unknown> = {};
    members.forEach(({ key, isHidden, shape }, i) => {
      const pair = values[i] as Pair;
      anchors[key] = isHidden ? new Array<number>(shape.size ?? 0).fill(0) : pair.anchors;
      if (!isHidden) ours[key] = pair.ours;
    });
    return { ours, anchors };
  });
  return { pairs, size, hidden };
}

/** The arguments of an instruction, whose sole argument `args: XArgs` this SDK takes as they are. */
export function argsShape(idl: RawIdl, { args, name }: RawIdl["instructions"][number]): Shape {
  const shape = fieldsShape(idl, args);
  const [only] = args;
  const structName = `${pascal(name)}Args`;
  const isFlat =
    args.length === 1 &&
    typeof only?.type === "object" &&
    "defined" in only.type &&
    only.type.defined.name === structName;
  if (!isFlat) return shape;
  return {
    ...shape,
    pairs: shape.pairs.map(({ ours, anchors }) => ({ ours: (ours as { args: unknown }).args, anchors })),
  };
}

/** What the names of an instruction's exports are made of: where both programs have one of this name, the program's is before it. */
export function exportTitle(program: (typeof programs)[number], name: string): string {
  const isShared = programs.every((one) => readIdl(one).instructions.some((instruction) => instruction.name === name));
  return pascal(isShared ? `${program}_${name}` : name);
}

export function pascal(name: string): string {
  const camelName = camel(name);
  return camelName.charAt(0).toUpperCase() + camelName.slice(1);
}

/** The version that accounts carry: the only one that the SDK decodes. */
export function withLayoutVersion({ ours, anchors }: Pair): Pair {
  const set = (value: unknown): unknown => {
    const copy = { ...(value as Record<string, unknown>) };
    const first = Object.keys(copy)[0] as string;
    copy[first] = 1;
    return copy;
  };
  return { ours: set(ours), anchors: set(anchors) };
}

/** Both clients' values in one comparable form: integers as bigint, keys as base58, bytes as numbers. */
export function comparable(value: unknown): unknown {
  if (typeof value === "number") return BigInt(value);
  if (BN.isBN(value)) return BigInt(value.toString());
  if (value instanceof PublicKey) return value.toBase58();
  if (value instanceof Uint8Array) return Array.from(value, BigInt);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, comparable(item)]));
}

/** Calls an exported function of a codec by its name, as the naming rule has it. */
export function call(codec: object, name: string, ...args: unknown[]): unknown {
  const found = (codec as Record<string, unknown>)[name];
  if (typeof found !== "function") throw new Error(`the codec does not export ${name}`);
  return (found as (...given: unknown[]) => unknown)(...args);
}
