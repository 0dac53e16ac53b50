import type { Idl, IdlInstructionAccount } from "./idl";
import {
  type Account,
  DISCRIMINATOR_LENGTH,
  type Event,
  fieldsSize,
  fixedSize,
  type Instruction,
  type Program,
  type Struct,
  type TypeDef,
} from "./model";
import { TypeResolver } from "./typeResolver";

/**
 * Resolves and checks an IDL.
 * @param shared names of instructions that other programs have too
 * @throws on anything that the codec cannot represent exactly
 */
export function buildProgram(idl: Idl, shared: ReadonlySet<string>): Program {
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
    exportName: shared.has(name) ? `${idl.metadata.name}_${name}` : name,
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

function checkInstructionAccount(instruction: string, account: IdlInstructionAccount): IdlInstructionAccount {
  if ("accounts" in account) throw new Error(`${instruction}: nested accounts (${account.name}) are not generated`);
  // Anchor writes the path of a field, "issuer.authority", where the account is not called as the field is.
  if (account.address !== undefined && !/^[1-9A-HJ-NP-Za-km-z]{32,44}$/.test(account.address)) {
    throw new Error(`${instruction}: account ${account.name} has no address but "${account.address}"`);
  }
  return account;
}
