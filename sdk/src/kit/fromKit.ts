import type { TransactionSigner } from "@solana/kit";
import { ADDRESS_FIELDS } from "./addressFields";
import { publicKeyOf } from "./publicKeyOf";
import type { FromKit } from "./types";

/** The signers that a function was given in place of addresses, by their address. */
export type Signers = Map<string, TransactionSigner>;

/**
 * What kit's user gave, with a PublicKey in place of every address.
 * @throws InvalidInputError where a field of addresses holds something else
 */
export function fromKit<T>(value: FromKit<T>, signers: Signers): T {
  // The cases are those of the type.
  return convert(value, signers) as T;
}

function convert(value: unknown, signers: Signers): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item) => convert(item, signers));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, convertField(name, field, signers)]));
}

function convertField(name: string, value: unknown, signers: Signers): unknown {
  const holdsAddress = Object.hasOwn(ADDRESS_FIELDS, name) && ADDRESS_FIELDS[name as keyof typeof ADDRESS_FIELDS];
  if (holdsAddress === false || value === undefined || value === null) return convert(value, signers);
  if (Array.isArray(value)) return value.map((item) => convertField(name, item, signers));
  if (isSigner(value)) {
    signers.set(value.address, value);
    return publicKeyOf(value.address, name);
  }
  const isOther = holdsAddress === "sometimes" && typeof value !== "string";
  return isOther ? convert(value, signers) : publicKeyOf(value, name);
}

function isSigner(value: unknown): value is TransactionSigner {
  return typeof value === "object" && value !== null && "address" in value && typeof value.address === "string";
}
