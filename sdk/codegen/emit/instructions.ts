/** `instructions.ts` of a program's codec: data of each instruction, as its name's discriminator and borsh arguments. */
import type { Instruction, Program } from "../model";
import { pascalCase, screamingCase } from "../names";
import { discriminatorText } from "./discriminator";
import { memberTexts, objectText, readTexts, type Scope, visible, writeTexts } from "./fields";
import { doc, type Module } from "./module";

export function emitInstructions(program: Program, module: Module): void {
  const scope: Scope = { module, types: program.types, typesFrom: "./types", layoutsFrom: "./layouts" };
  for (const instruction of program.instructions) module.add(instructionText(scope, instruction));
}

function instructionText(scope: Scope, { name, exportName, docs, args, discriminator }: Instruction): string {
  const title = pascalCase(exportName);
  const constant = screamingCase(exportName);
  const hasArgs = visible(args.fields).length > 0;
  const open = scope.module.use("openData", "../reader");
  const start = scope.module.use("startData", "../writer");
  const parts = [discriminatorText(constant, discriminator, `First 8 bytes of the data of ${name}.`)];
  if (hasArgs) {
    const about = args.docs.length > 0 ? args.docs : [`Arguments of ${name}.`];
    parts.push(`${doc(...about)}export interface ${args.name} {\n${memberTexts(scope, args.fields, null)}\n}`);
  }
  parts.push(
    doc(
      `Instruction data of ${name}.`,
      ...docs,
      ...(hasArgs ? ["@throws InvalidInputError where an argument is out of its range"] : []),
    ) +
      `export function encode${title}Data(${hasArgs ? `value: ${args.name}` : ""}): Uint8Array {\n` +
      `const writer = ${start}(${constant}_DISCRIMINATOR);\n${writeTexts(scope, args.name, args.fields)}\nreturn writer.finish();\n}`,
    doc(
      hasArgs ? `The arguments in data of ${name}.` : `Checks that data is that of ${name}, which has no arguments.`,
      "@throws DecodeError where the discriminator or an argument is wrong, or bytes are missing or left over",
    ) +
      `export function decode${title}Data(data: Uint8Array): ${hasArgs ? args.name : "void"} {\n` +
      `const reader = ${open}(${JSON.stringify(`${name} data`)}, data, ${constant}_DISCRIMINATOR);\n` +
      `${readTexts(scope, args.name, args.fields)}\nreader.end();\n` +
      `${hasArgs ? `return ${objectText(args.fields)};\n` : ""}}`,
  );
  return parts.join("\n\n");
}
