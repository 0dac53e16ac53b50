/** `generated/NAME.ts`: a program's address and its errors. */
import type { Program } from "../model";
import { pascalCase, screamingCase } from "../names";
import { doc, type Module } from "./module";

export function emitProgram(program: Program, module: Module): void {
  const constant = screamingCase(program.name);
  const publicKey = module.use("PublicKey", "@solana/web3.js");
  const errors = program.errors.map(
    ({ code, name, message }) =>
      `{ code: ${code}, name: ${JSON.stringify(name)}, message: ${JSON.stringify(message)} },`,
  );
  module.add(
    doc(`Address of the ${program.name} program.`) +
      `export const ${constant}_PROGRAM_ID = /* @__PURE__ */ new ${publicKey}(${JSON.stringify(program.address)});`,
  );
  module.add(
    doc(`Every error of ${program.name}'s own. A code never changes its meaning.`) +
      `export const ${constant}_ERRORS = [\n${errors.join("\n")}\n] as const;`,
  );
  module.add(
    doc(`Name of an error of ${program.name}'s own.`) +
      `export type ${pascalCase(program.name)}ErrorName = (typeof ${constant}_ERRORS)[number]["name"];`,
  );
}
