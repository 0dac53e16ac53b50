/** Spelling of the IDL's names in TypeScript. The IDL has snake_case fields and instructions, PascalCase types and variants. */

/** `report_sha256` -> `reportSha256`, `_padding` -> `padding`, `EntryWritten` -> `entryWritten`: as Anchor's client does. */
export function camelCase(name: string): string {
  const joined = name.replace(/^_+/, "").replace(/_+([a-z0-9])/gi, (_, next: string) => next.toUpperCase());
  return joined.charAt(0).toLowerCase() + joined.slice(1);
}

/** `upsert_entry` -> `UpsertEntry` */
export function pascalCase(name: string): string {
  const camel = camelCase(name);
  return camel.charAt(0).toUpperCase() + camel.slice(1);
}

/** `upsert_entry`, `UpsertEntry` -> `UPSERT_ENTRY` */
export function screamingCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
}

/** `EntryStatus` -> `ENTRY_STATUSES`, `AttestationKey` -> `ATTESTATION_KEYS`, `HolderClass` -> `HOLDER_CLASSES` */
export function screamingPlural(name: string): string {
  const singular = screamingCase(name);
  if (/(S|X|CH|SH)$/.test(singular)) return `${singular}ES`;
  if (/[^AEIOU]Y$/.test(singular)) return `${singular.slice(0, -1)}IES`;
  return `${singular}S`;
}
