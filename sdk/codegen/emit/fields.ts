/** Code that declares, reads and writes the fields of one struct or variant. */
import { camelCase, screamingPlural } from "../names";
import { type Field, fixedSize, type Type, type TypeDef } from "../model";
import { doc, type Module } from "./module";

/** Where the module finds the program's types and their layouts; a struct that is not among them can't be nested. */
export interface Scope {
  module: Module;
  types: readonly TypeDef[];
  /** Import paths, or null where the module itself declares them. */
  typesFrom: string | null;
  layoutsFrom: string | null;
}

/** Names that a local variable of generated code can't have. */
const TAKEN = new Set([
  "class",
  "default",
  "enum",
  "export",
  "import",
  "package",
  "private",
  "public",
  "static",
  "switch",
])
  .add("data")
  .add("reader")
  .add("value")
  .add("writer");

function local(name: string): string {
  return TAKEN.has(name) ? `${name}_` : name;
}

const SCALAR_TYPES = {
  bool: "boolean",
  u8: "number",
  u16: "number",
  u32: "number",
  u64: "bigint",
  u128: "bigint",
  i64: "bigint",
  pubkey: "PublicKey",
} as const;

export function visible(fields: readonly Field[]): Field[] {
  return fields.filter((field) => !field.hidden);
}

function nested(scope: Scope, def: TypeDef): TypeDef {
  if (!scope.types.includes(def))
    throw new Error(`${def.name} is an account, event or argument list and can't be nested`);
  return def;
}

/** The name of a type of the program, imported where need be. */
export function useType(scope: Scope, def: TypeDef): string {
  nested(scope, def);
  return scope.typesFrom === null ? def.name : scope.module.useType(def.name, scope.typesFrom);
}

function useNames(scope: Scope, def: TypeDef): string {
  const constant = screamingPlural(def.name);
  return scope.typesFrom === null ? constant : scope.module.use(constant, scope.typesFrom);
}

function useLayout(scope: Scope, verb: "read" | "write", def: TypeDef): string {
  nested(scope, def);
  const name = `${verb}${def.name}`;
  return scope.layoutsFrom === null ? name : scope.module.use(name, scope.layoutsFrom);
}

export function typeText(scope: Scope, type: Type): string {
  switch (type.kind) {
    case "scalar":
      if (type.scalar === "pubkey") return scope.module.useType("PublicKey", "@solana/web3.js");
      return SCALAR_TYPES[type.scalar];
    case "bytes":
    case "byteVec":
      return "Uint8Array";
    case "string":
      return "string";
    case "array":
    case "vec":
      return `readonly ${parenthesised(typeText(scope, type.of))}[]`;
    case "option":
      return `${typeText(scope, type.of)} | null`;
    case "defined":
      return useType(scope, type.def);
  }
}

function parenthesised(text: string): string {
  return /[ |]/.test(text) ? `(${text})` : text;
}

/** Members of an interface. `offset` is the first field's in account data; null where the fields have no fixed place. */
export function memberTexts(scope: Scope, fields: readonly Field[], offset: number | null): string {
  let at = offset;
  const members: string[] = [];
  for (const field of fields) {
    const text = field.docs.join("\n").trim();
    const note =
      at === null
        ? text
        : `At ${at}${text.replace(/^\d+(:\s*|$)/, "") === "" ? "" : `: ${text.replace(/^\d+(:\s*|$)/, "")}`}`;
    const size = fixedSize(field.type);
    if (at !== null && size !== null) at += size;
    if (!field.hidden) members.push(`${doc(note)}readonly ${camelCase(field.name)}: ${typeText(scope, field.type)};`);
  }
  return members.join("\n");
}

/**
 * Statements that read the fields in order; the values are then in variables that objectText names. Where the data's
 * length is known to be right, what any bytes can be read as needs no name: no refusal would ever say it.
 */
export function readTexts(scope: Scope, owner: string, fields: readonly Field[], isLengthKnown = false): string {
  return fields
    .map((field) => {
      const isRefusable = !isLengthKnown || canBeWrong(field.type);
      const what = isRefusable ? JSON.stringify(`${owner}.${camelCase(field.name)}`) : "";
      if (field.hidden) return `reader.skip(${argumentsText(String(fixedSize(field.type)), what)});`;
      return `const ${local(camelCase(field.name))} = ${readText(scope, field.type, what)};`;
    })
    .join("\n");
}

/** The object of the variables of readTexts. */
export function objectText(fields: readonly Field[], ...first: string[]): string {
  const entries = visible(fields).map(({ name }) => {
    const property = camelCase(name);
    return local(property) === property ? property : `${property}: ${local(property)}`;
  });
  return `{ ${[...first, ...entries].join(", ")} }`;
}

/** Whether some bytes of the right length are none of this type. */
function canBeWrong(type: Type): boolean {
  if (type.kind === "scalar") return type.scalar === "bool";
  if (type.kind === "array") return canBeWrong(type.of);
  return type.kind !== "bytes";
}

const argumentsText = (...given: readonly string[]): string => given.filter((text) => text !== "").join(", ");

/** `what` is the name that a refusal says, or nothing. */
function readText(scope: Scope, type: Type, what: string): string {
  switch (type.kind) {
    case "scalar":
      return `reader.${type.scalar}(${what})`;
    case "bytes":
      return `reader.byteArray(${argumentsText(String(type.length), what)})`;
    case "byteVec":
    case "string":
      return `reader.${type.kind}(${what})`;
    case "array":
      return `reader.array(${type.length}, () => ${readText(scope, type.of, what)})`;
    case "vec":
    case "option":
      return `reader.${type.kind}(() => ${readText(scope, type.of, what)}, ${what})`;
    case "defined":
      if (type.def.kind === "names") return `reader.variant(${useNames(scope, nested(scope, type.def))}, ${what})`;
      return `${useLayout(scope, "read", type.def)}(reader)`;
  }
}

/** Statements that write the fields of `value` in order. */
export function writeTexts(scope: Scope, owner: string, fields: readonly Field[]): string {
  return fields
    .map((field) => {
      if (field.hidden) return `writer.zeros(${fixedSize(field.type)});`;
      const name = camelCase(field.name);
      return `${writeText(scope, field.type, `value.${name}`, JSON.stringify(`${owner}.${name}`), 0)};`;
    })
    .join("\n");
}

function writeText(scope: Scope, type: Type, value: string, what: string, depth: number): string {
  const item = `item${depth === 0 ? "" : depth}`;
  const each = (of: Type): string => `(${item}) => ${writeText(scope, of, item, what, depth + 1)}`;
  switch (type.kind) {
    case "scalar":
      return `writer.${type.scalar}(${value}, ${what})`;
    case "bytes":
      return `writer.byteArray(${value}, ${type.length}, ${what})`;
    case "byteVec":
    case "string":
      return `writer.${type.kind}(${value}, ${what})`;
    case "array":
      return `writer.array(${value}, ${type.length}, ${each(type.of)}, ${what})`;
    case "vec":
    case "option":
      return `writer.${type.kind}(${value}, ${each(type.of)}, ${what})`;
    case "defined":
      if (type.def.kind === "names") {
        return `writer.variant(${value}, ${useNames(scope, nested(scope, type.def))}, ${what})`;
      }
      return `${useLayout(scope, "write", type.def)}(writer, ${value})`;
  }
}
