/** `T` with null where it has undefined. */
export type Nulled<T> = { readonly [K in keyof T]: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] };

/** The facts of an extension with null for nobody and nothing; null where the extension is absent. */
export function nulled<T extends object>(facts: T | undefined): Nulled<T> | null {
  if (facts === undefined) return null;
  const entries = Object.entries(facts).map(([name, value]: [string, unknown]) => [name, value ?? null]);
  return Object.fromEntries(entries) as Nulled<T>;
}
