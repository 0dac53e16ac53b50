import BN from "bn.js";

/** Anchor's integer for the SDK's: the same number, of either sign. */
export function bigintToBn(value: bigint): BN {
  return new BN(value.toString());
}

/** The SDK's integer for Anchor's: the same number, of either sign. */
export function bnToBigint(value: BN): bigint {
  return BigInt(value.toString());
}

/** `T` as Anchor has it: BN for bigint, at any depth. */
export type WithBns<T> = T extends bigint ? BN : T extends Opaque ? T : { [K in keyof T]: WithBns<T[K]> };

/** `T` as the SDK has it: bigint for BN, at any depth. */
export type WithBigints<T> = T extends BN ? bigint : T extends Opaque ? T : { [K in keyof T]: WithBigints<T[K]> };

type Opaque = string | number | boolean | null | undefined | Uint8Array | { toBytes(): Uint8Array };

/** A copy of `value` with a BN for every bigint, in arrays and plain objects at any depth; keys and bytes stay as they are. */
export function bigintsToBns<T>(value: T): WithBns<T> {
  return convert(value, (leaf) => (typeof leaf === "bigint" ? bigintToBn(leaf) : leaf)) as WithBns<T>;
}

/** A copy of `value` with a bigint for every BN, in arrays and plain objects at any depth; keys and bytes stay as they are. */
export function bnsToBigints<T>(value: T): WithBigints<T> {
  return convert(value, (leaf) => (BN.isBN(leaf) ? bnToBigint(leaf) : leaf)) as WithBigints<T>;
}

function convert(value: unknown, leaf: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, leaf));
  const isPlain = typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) return leaf(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item, leaf)]));
}
