/** What the emitters print: an IDL with every type resolved, checked and measured. */
import type { IdlInstructionAccount } from "./idl";

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
  /** The name that exports are made of: with the program's before it where another program has an instruction of that name. */
  exportName: string;
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
