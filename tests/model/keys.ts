import { PublicKey } from "@solana/web3.js";

const names = new WeakMap<PublicKey, string>();

/** Base58, remembered: web3.js computes it anew, which takes as long as a signature. */
export function nameOf(key: PublicKey): string {
  const known = names.get(key);
  if (known !== undefined) return known;
  const name = key.toBase58();
  names.set(key, name);
  return name;
}

export function same(a: PublicKey, b: PublicKey): boolean {
  return a === b || nameOf(a) === nameOf(b);
}

/** The key of nobody: an empty role, slot or field. */
export const NOBODY = PublicKey.default;

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
