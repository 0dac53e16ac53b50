/**
 * The part of Anchor's IDL (spec 0.1.0, as anchor-lang-idl 0.2.0 prints it) that our programs use.
 * Whatever else appears in an IDL is refused by buildProgram.ts and typeResolver.ts, so that nothing is generated from a guess.
 */

export type IdlType =
  | string
  | { option: IdlType }
  | { vec: IdlType }
  | { array: [IdlType, number] }
  | { defined: { name: string; generics?: unknown } };

export interface IdlField {
  name: string;
  docs?: string[];
  type: IdlType;
}

export interface IdlVariant {
  name: string;
  docs?: string[];
  fields?: (IdlField | IdlType)[];
}

export interface IdlTypeDef {
  name: string;
  docs?: string[];
  serialization?: unknown;
  repr?: unknown;
  generics?: unknown;
  type:
    | { kind: "struct"; fields?: (IdlField | IdlType)[] }
    | { kind: "enum"; variants: IdlVariant[] }
    | { kind: "type"; alias: IdlType };
}

export interface IdlEntry {
  name: string;
  discriminator: number[];
}

export interface IdlInstructionAccount {
  name: string;
  docs?: string[];
  writable?: boolean;
  signer?: boolean;
  optional?: boolean;
  /** base58, where it can only be this one */
  address?: string;
  pda?: unknown;
}

export interface IdlInstruction extends IdlEntry {
  docs?: string[];
  args: IdlField[];
  accounts: IdlInstructionAccount[];
}

export interface Idl {
  address: string;
  metadata: { name: string; spec: string };
  instructions: IdlInstruction[];
  accounts?: IdlEntry[];
  events?: IdlEntry[];
  errors?: { code: number; name: string; msg?: string }[];
  constants?: unknown[];
  types?: IdlTypeDef[];
}

const SPEC = "0.1.0";

/**
 * Reads an IDL file's text.
 * @throws where it is not JSON, or not an IDL of the spec this generator knows
 */
export function parseIdl(text: string): Idl {
  const idl = JSON.parse(text) as Idl;
  if (idl.metadata.spec !== SPEC) throw new Error(`IDL spec ${idl.metadata.spec}: only ${SPEC} is known`);
  return idl;
}
