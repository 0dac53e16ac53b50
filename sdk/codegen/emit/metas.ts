/** `metas.ts` of a program's codec: each instruction's accounts in order, with what is asked of them. */
import type { IdlInstructionAccount } from "../idl";
import type { Instruction, Program } from "../model";
import { camelCase, pascalCase, screamingCase } from "../names";
import { doc, type Module } from "./module";

export function emitMetas(program: Program, module: Module): void {
  for (const instruction of program.instructions) module.add(metasText(program, instruction, module));
}

function metasText(program: Program, { name, exportName, accounts }: Instruction, module: Module): string {
  const key = module.useType("PublicKey", "@solana/web3.js");
  const meta = module.useType("AccountMeta", "@solana/web3.js");
  const title = `${pascalCase(exportName)}Accounts`;
  const members = accounts
    .filter((account) => account.address === undefined)
    .map((account) => memberText(account, key));
  const metas = accounts.map((account) => metaText(program, account, module)).join("\n");
  return (
    `${doc(`Accounts of ${name}.`)}export interface ${title} {\n${members.join("\n")}\n}\n\n` +
    `${doc(`Accounts of ${name}, in order.`)}export function ${camelCase(exportName)}Metas(accounts: ${title}): ${meta}[] {\n` +
    `return [\n${metas}\n];\n}`
  );
}

function memberText({ name, docs, optional }: IdlInstructionAccount, key: string): string {
  const member = camelCase(name);
  return `${doc(...(docs ?? []))}readonly ${member}${optional === true ? `?: ${key} | undefined` : `: ${key}`};`;
}

/** An optional account that is left out is the program's own address, read-only, as Anchor has it. */
function metaText(program: Program, account: IdlInstructionAccount, module: Module): string {
  const helper = `${account.signer === true ? "signer" : "account"}Meta`;
  const isWritable = String(account.writable === true);
  const given = `accounts.${camelCase(account.name)}`;
  if (account.address !== undefined) {
    const address = `new ${module.use("PublicKey", "@solana/web3.js")}(${JSON.stringify(account.address)})`;
    return `${module.use(helper, "../meta")}(${address}, ${isWritable}),`;
  }
  if (account.optional === true) {
    const programId = module.use(`${screamingCase(program.name)}_PROGRAM_ID`, `../../generated/${program.name}`);
    return `${module.use("optionalMeta", "../meta")}(${given}, ${isWritable}, ${programId}),`;
  }
  return `${module.use(helper, "../meta")}(${given}, ${isWritable}),`;
}
