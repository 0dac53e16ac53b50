/** `anchor/generated/NAME.ts`: the IDL as a typed constant, for `Program` of @coral-xyz/anchor. */
import type { Idl } from "../idl";
import { camelCase, pascalCase, screamingCase } from "../names";
import { doc, type Module } from "./module";

/** The keys whose names Anchor's client spells in camelCase (convertIdlToCamelCase of @coral-xyz/anchor 0.32.1). */
const NAME_KEYS = new Set(["name", "path", "account", "relations", "generic"]);

export function emitAnchorIdl(idl: Idl, module: Module): void {
  const title = pascalCase(idl.metadata.name);
  const constant = `${screamingCase(idl.metadata.name)}_IDL`;
  const mutable = module.useType("Mutable", "../mutable");
  module.add(
    doc(`The IDL of ${idl.metadata.name}, with names as Anchor's TypeScript client spells them.`) +
      `export const ${constant} = ${JSON.stringify(withCamelCaseNames(idl), null, 2)} as const;`,
  );
  module.add(
    doc(`The type parameter of \`Program\` for ${idl.metadata.name}.`) +
      `export type ${title} = ${mutable}<typeof ${constant}>;`,
  );
}

function withCamelCaseNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCamelCaseNames);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]: [string, unknown]) => [
      key,
      NAME_KEYS.has(key) ? spelled(entry) : withCamelCaseNames(entry),
    ]),
  );
}

function spelled(entry: unknown): unknown {
  if (Array.isArray(entry)) return entry.map(spelled);
  return typeof entry === "string" ? entry.split(".").map(camelCase).join(".") : withCamelCaseNames(entry);
}
