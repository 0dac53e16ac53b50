/** Blocked jurisdictions as a Registry holds them: a bit for each ISO 3166-1 numeric code. */
export function jurisdictionBits(codes: readonly number[]): Uint8Array {
  const bits = new Uint8Array(128);
  for (const code of codes) bits[code >> 3] = (bits[code >> 3] ?? 0) | (1 << (code & 7));
  return bits;
}

/** An array as long as an account's field, filled up with `rest`. */
export const filledUp = <T>(list: readonly T[], length: number, rest: T): readonly T[] => [
  ...list,
  ...Array<T>(length - list.length).fill(rest),
];
