/** `types.ts` of a program: what its accounts, events and arguments are made of; and `layouts.ts`, which reads and writes that. */
import type { Program, TypeDef } from "../model";
import { screamingCase, screamingPlural } from "../names";
import { memberTexts, objectText, readTexts, type Scope, writeTexts } from "./fields";
import { doc, type Module } from "./module";

export function emitTypes(program: Program, module: Module): void {
  const scope: Scope = { module, types: program.types, typesFrom: null, layoutsFrom: null };
  for (const def of program.types) module.add(typeText(scope, def));
}

function typeText(scope: Scope, def: TypeDef): string {
  if (def.kind === "names") {
    const constant = screamingPlural(def.name);
    const variants = def.variants.map((name) => JSON.stringify(name)).join(", ");
    return (
      doc(...def.docs, "In the order of their bytes, from 0.") +
      `export const ${constant} = [${variants}] as const;\n` +
      `export type ${def.name} = (typeof ${constant})[number];`
    );
  }
  if (def.kind === "struct") {
    return `${doc(...def.docs)}export interface ${def.name} {\n${memberTexts(scope, def.fields, null)}\n}`;
  }
  const variants = def.variants.map(
    ({ name, docs, fields }) =>
      `| {\n${doc(...docs)}readonly kind: ${JSON.stringify(name)};\n${memberTexts(scope, fields, null)}\n}`,
  );
  return `${doc(...def.docs)}export type ${def.name} =\n${variants.join("\n")};`;
}

export function emitLayouts(program: Program, module: Module): void {
  const scope: Scope = { module, types: program.types, typesFrom: "./types", layoutsFrom: null };
  for (const def of program.types) {
    if (def.kind === "names") continue; // a single byte, which Reader and Writer know
    module.useType(def.name, "./types");
    module.useType("Writer", "../writer");
    module.add(def.kind === "struct" ? structLayout(scope, def) : unionLayout(scope, def));
  }
}

/** What is of a fixed length asks for no more than accounts can give. */
function readerOf({ module }: Scope, reads: string): string {
  return module.useType(/reader\.(vec|option|string|byteVec)\(/.test(reads) ? "StreamReader" : "Reader", "../reader");
}

function structLayout(scope: Scope, { name, fields }: Extract<TypeDef, { kind: "struct" }>): string {
  const reads = readTexts(scope, name, fields);
  return (
    `export function read${name}(reader: ${readerOf(scope, reads)}): ${name} {\n` +
    `${reads}\nreturn ${objectText(fields)};\n}\n\n` +
    `export function write${name}(writer: Writer, value: ${name}): void {\n${writeTexts(scope, name, fields)}\n}`
  );
}

function unionLayout(scope: Scope, { name, variants }: Extract<TypeDef, { kind: "union" }>): string {
  const names = JSON.stringify(variants.map((variant) => variant.name));
  const reads = variants.map(({ name: variant, fields }) => {
    const kind = `kind: ${JSON.stringify(variant)}`;
    const owner = `${name}.${variant}`;
    return `case ${JSON.stringify(variant)}: {\n${readTexts(scope, owner, fields)}\nreturn ${objectText(fields, kind)};\n}`;
  });
  const writes = variants.map(({ name: variant, fields }) => {
    const owner = `${name}.${variant}`;
    return `case ${JSON.stringify(variant)}:\n${writeTexts(scope, owner, fields)}\nbreak;`;
  });
  const constant = `${screamingCase(name)}_VARIANTS`;
  return (
    `const ${constant} = ${names} as const;\n\n` +
    `export function read${name}(reader: ${readerOf(scope, reads.join("\n"))}): ${name} {\n` +
    `const kind = reader.variant(${constant}, ${JSON.stringify(name)});\n` +
    `switch (kind) {\n${reads.join("\n")}\n}\n}\n\n` +
    `export function write${name}(writer: Writer, value: ${name}): void {\n` +
    `writer.variant(value.kind, ${constant}, ${JSON.stringify(name)});\n` +
    `switch (value.kind) {\n${writes.join("\n")}\n}\n}`
  );
}
