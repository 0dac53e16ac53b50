/** `events.ts` of a program's codec: the content of its `Program data:` log lines. */
import type { Event, Program } from "../model";
import { pascalCase, screamingCase } from "../names";
import { discriminatorText } from "./discriminator";
import { memberTexts, objectText, readTexts, type Scope, writeTexts } from "./fields";
import { doc, type Module } from "./module";

export function emitEvents(program: Program, module: Module): void {
  const scope: Scope = { module, types: program.types, typesFrom: "./types", layoutsFrom: "./layouts" };
  for (const event of program.events) module.add(eventText(scope, event));
  module.add(unionText(program, module));
}

function eventText(scope: Scope, { struct: { name, docs, fields }, discriminator }: Event): string {
  const type = `${name}Event`;
  const constant = `${screamingCase(name)}_EVENT`;
  const open = scope.module.use("openData", "../reader");
  const start = scope.module.use("startData", "../writer");
  return [
    discriminatorText(constant, discriminator, `First 8 bytes of a ${name} event.`),
    `${doc(...docs)}export interface ${type} {\n${memberTexts(scope, fields, null)}\n}`,
    doc(
      `Decodes a ${name} event, discriminator included.`,
      "@throws DecodeError where the discriminator or a field is wrong, or bytes are missing or left over",
    ) +
      `export function decode${type}(data: Uint8Array): ${type} {\n` +
      `const reader = ${open}(${JSON.stringify(`${name} event`)}, data, ${constant}_DISCRIMINATOR);\n` +
      `${readTexts(scope, name, fields)}\nreader.end();\nreturn ${objectText(fields)};\n}`,
    doc(
      `The bytes of a ${name} event, as the program would log them.`,
      "@throws InvalidInputError where a field is out of its range",
    ) +
      `export function encode${type}(value: ${type}): Uint8Array {\n` +
      `const writer = ${start}(${constant}_DISCRIMINATOR);\n${writeTexts(scope, name, fields)}\nreturn writer.finish();\n}`,
  ].join("\n\n");
}

function unionText(program: Program, module: Module): string {
  const has = module.use("hasDiscriminator", "../reader");
  const title = `${pascalCase(program.name)}Event`;
  const members = program.events.map(
    ({ struct: { name } }) => `| { readonly name: ${JSON.stringify(name)}; readonly data: ${name}Event }`,
  );
  const tests = program.events.map(({ struct: { name } }) => {
    const answer = `{ name: ${JSON.stringify(name)}, data: decode${name}Event(data) }`;
    return `if (${has}(data, ${screamingCase(name)}_EVENT_DISCRIMINATOR)) return ${answer};`;
  });
  return (
    `${doc(`Any event of ${program.name}.`)}export type ${title} =\n${members.join("\n")};\n\n` +
    doc(
      `Decodes whichever event of ${program.name} the discriminator names; null where it names none.`,
      "@throws DecodeError where the rest is not that event",
    ) +
    `export function decode${title}(data: Uint8Array): ${title} | null {\n${tests.join("\n")}\nreturn null;\n}`
  );
}
