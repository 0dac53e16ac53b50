/** What the emitters print: an IDL with every type resolved, checked and measured. */
import type { Idl, IdlField, IdlType, IdlTypeDef, IdlInstructionAccount } from "./idl";
import { camelCase, pascalCase } from "./names";

export const SCALARS = {
  bool: 1,
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  u128: 16,
  i64: 8,
  pubkey: 32,
} as const;
export type Scalar = keyof typeof SCALARS;

export type Type =
  | { kind: "scalar"; scalar: Scalar }
  | { kind: "bytes"; length: number }
  | { kind: "string" }
  | { kind: "byteVec" }
  | { kind: "array"; of: Type; length: number }
  | { kind: "vec"; of: Type }
  | { kind: "option"; of: Type }
  | { kind: "defined"; def: TypeDef };

export interface Field {
  name: string;
  docs: string[];
  type: Type;
  /** Room to grow or alignment: written as zeros, not part of the TypeScript object. */
  hidden: boolean;
}

export type TypeDef =
  | { kind: "struct"; name: string; docs: string[]; fields: Field[] }
  | { kind: "names"; name: string; docs: string[]; variants: string[] }
  | { kind: "union"; name: string; docs: string[]; variants: { name: string; docs: string[]; fields: Field[] }[] };
export type Struct = Extract<TypeDef, { kind: "struct" }>;

export interface Account {
  discriminator: number[];
  struct: Struct;
  /** Length of the whole account data in bytes, discriminator included. */
  size: number;
}
export interface Event {
  discriminator: number[];
  struct: Struct;
}
export interface Instruction {
  name: string;
  docs: string[];
  discriminator: number[];
  args: Struct;
  accounts: IdlInstructionAccount[];
}
export interface Program {
  /** lower case, as in the IDL's file name: `custody` */
  name: string;
  address: string;
  /** Types that are neither account, event nor instruction argument list of their own. */
  types: TypeDef[];
  accounts: Account[];
  events: Event[];
  instructions: Instruction[];
  errors: { code: number; name: string; message: string }[];
}

export const DISCRIMINATOR_LENGTH = 8;

function checkInstructionAccount(instruction: string, account: IdlInstructionAccount): IdlInstructionAccount {
  if ("accounts" in account) throw new Error(`${instruction}: nested accounts (${account.name}) are not generated`);
  return account;
}

/** Whether the IDL lists a field of this name only to describe bytes without a meaning. */
export function isHidden(name: string): boolean {
  return name === "reserved" || name.startsWith("_padding");
}

/** Bytes that `type` always takes, or null where its length depends on the value. */
export function fixedSize(type: Type): number | null {
  switch (type.kind) {
    case "scalar":
      return SCALARS[type.scalar];
    case "bytes":
      return type.length;
    case "array": {
      const each = fixedSize(type.of);
      return each === null ? null : each * type.length;
    }
    case "defined":
      if (type.def.kind === "names") return 1;
      return type.def.kind === "struct" ? fieldsSize(type.def.fields) : null;
    default:
      return null;
  }
}

/** Sum of the fields' sizes, or null where one of them varies. */
export function fieldsSize(fields: readonly Field[]): number | null {
  return fields.reduce<number | null>((sum, field) => {
    const size = fixedSize(field.type);
    return sum === null || size === null ? null : sum + size;
  }, 0);
}

/**
 * Resolves and checks an IDL.
 * @throws on anything that the codec cannot represent exactly
 */
export function buildProgram(idl: Idl): Program {
  const resolver = new TypeResolver(idl);
  if ((idl.constants ?? []).length > 0) throw new Error("IDL constants are not generated; remove #[constant]");

  const accounts = (idl.accounts ?? []).map(({ name, discriminator }): Account => {
    const struct = resolver.struct(name);
    const size = fieldsSize(struct.fields);
    if (size === null) throw new Error(`account ${name} has no fixed length`);
    const version = struct.fields[0];
    if (version === undefined || !/^(layout_)?version$/.test(version.name) || fixedSize(version.type) !== 1) {
      throw new Error(`account ${name} does not begin with its layout version`);
    }
    checkDocumentedOffsets(struct);
    return { discriminator: checkDiscriminator(name, discriminator), struct, size: DISCRIMINATOR_LENGTH + size };
  });
  const events = (idl.events ?? []).map(({ name, discriminator }): Event => ({
    discriminator: checkDiscriminator(name, discriminator),
    struct: resolver.struct(name),
  }));
  const instructions = idl.instructions.map(({ name, docs, discriminator, args, accounts }): Instruction => ({
    name,
    docs: docs ?? [],
    discriminator: checkDiscriminator(name, discriminator),
    args: resolver.instructionArgs(name, args),
    accounts: accounts.map((account) => checkInstructionAccount(name, account)),
  }));

  const ownFiles = new Set<TypeDef>([...accounts, ...events].map(({ struct }) => struct));
  instructions.forEach(({ args }) => ownFiles.add(args));
  return {
    name: idl.metadata.name,
    address: idl.address,
    types: resolver.resolved().filter((def) => !ownFiles.has(def)),
    accounts,
    events,
    instructions,
    errors: (idl.errors ?? []).map(({ code, name, msg }) => {
      if (msg === undefined) throw new Error(`error ${name} has no message`);
      return { code, name, message: msg };
    }),
  };
}

function checkDiscriminator(name: string, discriminator: number[]): number[] {
  if (discriminator.length !== DISCRIMINATOR_LENGTH) {
    throw new Error(`${name} has a discriminator of ${discriminator.length} bytes, not ${DISCRIMINATOR_LENGTH}`);
  }
  return discriminator;
}

/** Account fields may open their docs with their offset, "16: the mint"; it has to be true. */
function checkDocumentedOffsets(struct: Struct): void {
  let offset = DISCRIMINATOR_LENGTH;
  for (const field of struct.fields) {
    const documented = /^(\d+)(?=:|$)/.exec(field.docs[0]?.trim() ?? "")?.[1];
    if (documented !== undefined && Number(documented) !== offset) {
      throw new Error(`${struct.name}.${field.name} is documented at ${documented} but stands at ${offset}`);
    }
    offset += fixedSize(field.type) ?? 0;
  }
}

class TypeResolver {
  private readonly definitions: Map<string, IdlTypeDef>;
  private readonly cache = new Map<string, TypeDef>();

  constructor(idl: Idl) {
    this.definitions = new Map((idl.types ?? []).map((def) => [def.name, def]));
  }

  resolved(): TypeDef[] {
    return [...this.cache.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  struct(name: string): Struct {
    const def = this.define(name);
    if (def.kind !== "struct") throw new Error(`${name} is not a struct`);
    return def;
  }

  /** `fn x(args: XArgs)` takes the fields of XArgs themselves; any other list of arguments becomes a struct of that name. */
  instructionArgs(name: string, args: IdlField[]): Struct {
    const structName = `${pascalCase(name)}Args`;
    const only = args.length === 1 ? args[0]?.type : undefined;
    if (typeof only === "object" && "defined" in only && only.defined.name === structName)
      return this.struct(structName);
    if (this.definitions.has(structName)) throw new Error(`${structName} is not the only argument of ${name}`);
    return { kind: "struct", name: structName, docs: [], fields: this.fields(structName, args) };
  }

  private define(name: string): TypeDef {
    const cached = this.cache.get(name);
    if (cached !== undefined) return cached;
    const source = this.definitions.get(name);
    if (source === undefined) throw new Error(`type ${name} is not in the IDL`);
    if (source.generics !== undefined) throw new Error(`type ${name} is generic`);
    const def = this.resolve(source);
    this.cache.set(def.name, def);
    return def;
  }

  private resolve({ name, docs = [], type }: IdlTypeDef): TypeDef {
    if (type.kind === "struct") return { kind: "struct", name, docs, fields: this.fields(name, type.fields ?? []) };
    if (type.kind === "enum") {
      if (type.variants.every(({ fields }) => (fields ?? []).length === 0)) {
        return { kind: "names", name, docs, variants: type.variants.map((variant) => variant.name) };
      }
      const variants = type.variants.map((variant) => ({
        name: variant.name,
        docs: variant.docs ?? [],
        fields: this.fields(`${name}.${variant.name}`, variant.fields ?? []),
      }));
      if (variants.some(({ fields }) => fields.some((field) => field.name === "kind"))) {
        throw new Error(`a field of ${name} is called kind, as its TypeScript tag is`);
      }
      return { kind: "union", name, docs, variants };
    }
    return this.podEnum(name, type.alias);
  }

  /**
   * anchor-lang's `#[pod_wrapper]` on `enum X` puts `PodX`, an alias of u8, into the IDL, without X's variants. They are
   * there all the same where X itself appears in an event or argument, which the programs take care of.
   */
  private podEnum(name: string, alias: IdlType): TypeDef {
    const enumName = name.replace(/^Pod/, "");
    if (alias !== "u8" || enumName === name) throw new Error(`type ${name} is an alias that is not known`);
    const def = this.define(enumName);
    if (def.kind !== "names") throw new Error(`${enumName}, wrapped by ${name}, is not an enum without data`);
    return def;
  }

  private fields(owner: string, fields: readonly (IdlField | IdlType)[]): Field[] {
    return fields.map((field) => {
      if (typeof field === "string" || !("name" in field)) throw new Error(`${owner} has fields without names`);
      const { name, docs = [], type } = field;
      return { name, docs, type: this.type(`${owner}.${camelCase(name)}`, type), hidden: isHidden(name) };
    });
  }

  private type(path: string, type: IdlType): Type {
    if (typeof type === "string") {
      if (type === "string") return { kind: "string" };
      if (type === "bytes") return { kind: "byteVec" };
      if (type in SCALARS) return { kind: "scalar", scalar: type as Scalar };
      throw new Error(`${path}: the codec has no ${type}`);
    }
    if ("option" in type) return { kind: "option", of: this.type(path, type.option) };
    if ("vec" in type) return type.vec === "u8" ? { kind: "byteVec" } : { kind: "vec", of: this.type(path, type.vec) };
    if ("array" in type) {
      const [of, length] = type.array;
      if (!Number.isInteger(length)) throw new Error(`${path}: the array's length is not a number`);
      return of === "u8" ? { kind: "bytes", length } : { kind: "array", of: this.type(path, of), length };
    }
    if ("defined" in type) return { kind: "defined", def: this.define(type.defined.name) };
    throw new Error(`${path}: unknown type ${JSON.stringify(type)}`);
  }
}
