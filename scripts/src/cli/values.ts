/** What a report consists of. */
export type Value = string | number | bigint | boolean | null | readonly Value[] | Report;

/** Names in camelCase; amounts are raw bigints, or strings where they are decimal. */
export interface Report {
  readonly [name: string]: Value | undefined;
}
