import { sha256 as nobleSha256 } from "@noble/hashes/sha2";
import { InvalidInputError } from "./inputErrors";

export type Bytes = Uint8Array;

const HEX = /^(?:[0-9a-f]{2})*$/i;

/** Lower-case hex of `bytes`, two digits a byte, without a prefix. */
export function toHex(bytes: Bytes): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The bytes that `hex` writes, in either case and without a prefix.
 * @throws InvalidInputError where `hex` has an odd length or another character
 */
export function fromHex(hex: string): Bytes {
  if (typeof hex !== "string" || !HEX.test(hex)) throw new InvalidInputError("hex", hex, "pairs of hexadecimal digits");
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}

/** Whether `a` and `b` have the same length and content. Not constant-time: for public data only. */
export function bytesEqual(a: Bytes, b: Bytes): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** `parts` one after the other, in a new array. */
export function concatBytes(...parts: readonly Bytes[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** SHA-256 of `data`, 32 bytes: what an attestation records of its report (FIPS 180-4). */
export function sha256(data: Bytes): Bytes {
  return nobleSha256(data);
}

/**
 * Refuses anything but exactly `length` bytes.
 * @throws InvalidInputError
 */
export function assertByteLength(value: unknown, length: number, what: string): asserts value is Bytes {
  if (!(value instanceof Uint8Array) || value.length !== length) {
    throw new InvalidInputError(what, value, `${length} bytes`);
  }
}
