/** `facts.ts` of a program's codec: decoders of the few fields of an account that a lender decides by, so that its entry stays small. */
import { type Account, DISCRIMINATOR_LENGTH, type Field, fixedSize, type Program, type Type } from "../model";
import { camelCase, screamingCase, screamingPlural } from "../names";
import type { Scope } from "./fields";
import { doc, type Module } from "./module";

/** By program and account the fields that the collateral entry reads, in their order. */
const FACTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  compliance: { Registry: ["pausedUntil"] },
  custody: {
    Asset: ["status", "issuer", "mint", "attestAfter", "action", "overdue", "redeemed"],
    Attestation: ["round", "epoch", "asOf", "shares", "redeemedTotal"],
    Issuer: ["mintPaused", "registry", "custodian", "redeemer", "cashMints", "attestorEpoch"],
  },
};

export function emitFacts(program: Program, module: Module): void {
  const scope: Scope = { module, types: program.types, typesFrom: "./types", layoutsFrom: "./layouts" };
  for (const [name, wanted] of Object.entries(FACTS[program.name] ?? {})) {
    const account = program.accounts.find(({ struct }) => struct.name === name);
    if (account === undefined) throw new Error(`${program.name} has no account ${name}`);
    module.add(factsText(scope, account, wanted));
  }
}

function factsText(scope: Scope, { struct: { name, fields } }: Account, wanted: readonly string[]): string {
  const { module } = scope;
  const constant = screamingCase(name);
  const type = module.useType(name, "./accounts");
  const discriminator = module.use(`${constant}_DISCRIMINATOR`, "./accounts");
  const size = module.use(`${constant}_SIZE`, "./accounts");
  const open = module.use("openSpan", "../openSpan");
  return [
    `${doc(`Of ${name} what a lender decides by.`)}export type ${name}Facts = Pick<${type}, ${wanted.map((field) => JSON.stringify(field)).join(" | ")}>;`,
    doc(
      `Decodes what a lender decides by, of the data of one ${name} account; fields beside it may hold any bytes.`,
      "@throws DecodeError where the discriminator, length, layout version or one of these fields' bytes is not what the layout says",
    ) +
      `export function decode${name}Facts(data: Uint8Array): ${name}Facts {\n` +
      `const span = ${open}(${JSON.stringify(name)}, data, ${discriminator}, ${size});\n` +
      `return ${factsOf(scope, fields, DISCRIMINATOR_LENGTH, wanted)};\n}`,
  ].join("\n\n");
}

/** The object of the fields that are wanted, all of them where nothing is said, from where the first one is. */
function factsOf(scope: Scope, fields: readonly Field[], start: number | string, wanted?: readonly string[]): string {
  const texts: string[] = [];
  let offset = 0;
  for (const field of fields) {
    const name = camelCase(field.name);
    const size = fixedSize(field.type);
    if (size === null) throw new Error(`${name} has no fixed size`);
    if (!field.hidden && (wanted?.includes(name) ?? true))
      texts.push(`${name}: ${factText(scope, field.type, name, plus(start, offset))}`);
    offset += size;
  }
  if (wanted !== undefined && texts.length !== wanted.length)
    throw new Error(`a field of ${wanted.join(", ")} is missing`);
  return `{ ${texts.join(", ")} }`;
}

function plus(start: number | string, offset: number): number | string {
  if (typeof start === "number") return start + offset;
  return offset === 0 ? start : `${start} + ${offset}`;
}

const READERS = {
  bool: "readBool",
  u8: "readU8",
  u16: "readU16",
  u32: "readU32",
  u64: "readU64",
  i64: "readI64",
  u128: "readU128",
  pubkey: "readPublicKey",
} as const;

/** `at` is an offset, or what one is computed by. */
function factText(scope: Scope, type: Type, name: string, at: number | string): string {
  const { module } = scope;
  const span = (reader: string): string => module.use(reader, "../../core/span");
  switch (type.kind) {
    case "scalar": {
      const field = type.scalar === "bool" ? `, ${JSON.stringify(name)}` : "";
      return `${span(READERS[type.scalar])}(span, ${at}${field})`;
    }
    case "array": {
      const of = factText(scope, type.of, name, `${at} + ${fixedSize(type.of)} * i`);
      return `Array.from({ length: ${type.length} }, (_, i) => (${of}))`;
    }
    case "defined":
      if (type.def.kind === "names") {
        const names = module.use(screamingPlural(type.def.name), "./types");
        return `${span("readVariant")}(span, ${at}, ${JSON.stringify(name)}, ${names})`;
      }
      if (type.def.kind === "struct") return factsOf(scope, type.def.fields, at);
      break;
    default:
  }
  throw new Error(`${name} is of a type that facts have not had yet`);
}
