import type { Idl, IdlField, IdlType, IdlTypeDef } from "./idl";
import { type Field, type Scalar, SCALARS, type Struct, type Type, type TypeDef } from "./model";
import { camelCase, pascalCase } from "./names";

/** Whether the IDL lists a field of this name only to describe bytes without a meaning. */
function isHidden(name: string): boolean {
  return name === "reserved" || name.startsWith("_padding");
}

/** The types of one IDL, resolved when they are first asked for. */
export class TypeResolver {
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
