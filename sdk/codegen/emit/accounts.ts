/** `accounts.ts` of a program's codec: one interface, decoder and encoder for each account. */
import { type Account, DISCRIMINATOR_LENGTH, type Program } from "../model";
import { camelCase, pascalCase, screamingCase } from "../names";
import { discriminatorText } from "./discriminator";
import { memberTexts, objectText, readTexts, type Scope, writeTexts } from "./fields";
import { doc, type Module } from "./module";

export function emitAccounts(program: Program, module: Module): void {
  const scope: Scope = { module, types: program.types, typesFrom: "./types", layoutsFrom: "./layouts" };
  for (const account of program.accounts) module.add(accountText(scope, account));
  module.add(identifyText(program, module));
}

function accountText(scope: Scope, { struct, size, discriminator }: Account): string {
  const { name, docs, fields } = struct;
  const constant = screamingCase(name);
  const [version, ...rest] = fields;
  if (version === undefined) throw new Error(`account ${name} is empty`);
  const versionName = camelCase(version.name);
  const open = scope.module.use("openAccount", "../reader");
  const start = scope.module.use("startData", "../writer");
  const known = scope.module.use("LAYOUT_VERSION", "../layoutVersion");
  return [
    discriminatorText(constant, discriminator, `First 8 bytes of every ${name} account.`),
    `/** Length of a ${name} account's data in bytes, discriminator and reserve included. */\nexport const ${constant}_SIZE = ${size};`,
    `${doc(...docs)}export interface ${name} {\n${memberTexts(scope, fields, DISCRIMINATOR_LENGTH)}\n}`,
    doc(
      `Decodes the data of one ${name} account. The owner is not part of the data: fetch${name} checks it.`,
      "@throws DecodeError where the discriminator, length, layout version or a field's byte is not what the layout says",
    ) +
      `export function decode${name}(data: Uint8Array): ${name} {\n` +
      `const reader = ${open}(${JSON.stringify(name)}, data, ${constant}_DISCRIMINATOR, ${constant}_SIZE);\n` +
      `const ${versionName} = reader.version(${known}, ${JSON.stringify(`${name}.${versionName}`)});\n` +
      `${readTexts(scope, name, rest, true)}\nreturn ${objectText(fields)};\n}`,
    doc(
      `The data of a ${name} account that holds \`value\`; reserved bytes are zero.`,
      "@throws InvalidInputError where a field is out of its range",
    ) +
      `export function encode${name}(value: ${name}): Uint8Array {\n` +
      `const writer = ${start}(${constant}_DISCRIMINATOR);\n${writeTexts(scope, name, fields)}\nreturn writer.finish();\n}`,
  ].join("\n\n");
}

function identifyText(program: Program, module: Module): string {
  const has = module.use("hasDiscriminator", "../reader");
  const title = pascalCase(program.name);
  const names = program.accounts.map(({ struct }) => JSON.stringify(struct.name));
  const tests = program.accounts.map(
    ({ struct: { name } }) => `if (${has}(data, ${screamingCase(name)}_DISCRIMINATOR)) return ${JSON.stringify(name)};`,
  );
  return (
    `export type ${title}AccountName = ${names.join(" | ")};\n\n` +
    doc(
      `Which account of ${program.name} data claims to be by its discriminator; null for none. Its decoder says whether it is one.`,
    ) +
    `export function identify${title}Account(data: Uint8Array): ${title}AccountName | null {\n${tests.join("\n")}\nreturn null;\n}`
  );
}
