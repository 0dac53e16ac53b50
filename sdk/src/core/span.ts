import { PublicKey } from "@solana/web3.js";
import type { Bytes } from "./bytes";
import { DecodeError } from "./decodeError";

/**
 * Bytes with a name for errors. Readers are called within a length that was checked before.
 */
export interface Span {
  readonly what: string;
  readonly bytes: Bytes;
}

function view({ bytes }: Span): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** u16, little-endian. */
export function readU16(span: Span, offset: number): number {
  return view(span).getUint16(offset, true);
}

/** i16, little-endian. */
export function readI16(span: Span, offset: number): number {
  return view(span).getInt16(offset, true);
}

/** u32, little-endian. */
export function readU32(span: Span, offset: number): number {
  return view(span).getUint32(offset, true);
}

/** u64, little-endian. */
export function readU64(span: Span, offset: number): bigint {
  return view(span).getBigUint64(offset, true);
}

/** i64, little-endian. */
export function readI64(span: Span, offset: number): bigint {
  return view(span).getBigInt64(offset, true);
}

/** u8. */
export function readU8(span: Span, offset: number): number {
  return view(span).getUint8(offset);
}

/** 32 bytes of a key, zeros included. */
export function readPublicKey(span: Span, offset: number): PublicKey {
  return new PublicKey(span.bytes.slice(offset, offset + 32));
}

/** MaybeNull<Address>: all zeros stand for none. */
export function readNullableKey(span: Span, offset: number): PublicKey | undefined {
  const bytes = readNullableBytes32(span, offset);
  return bytes && new PublicKey(bytes);
}

/** A copy of 32 bytes, of which all zeros stand for none. */
export function readNullableBytes32(span: Span, offset: number): Bytes | undefined {
  // Of a Buffer, as web3.js answers data, `slice` would be a part that changes with it.
  const bytes = Uint8Array.from(span.bytes.slice(offset, offset + 32));
  return bytes.every((byte) => byte === 0) ? undefined : bytes;
}

/** A bool is one byte, 0 or 1. Token-2022 itself takes any other byte for true, but writes none. */
export function readBool(span: Span, offset: number, field: string): boolean {
  const byte = readU8(span, offset);
  if (byte > 1) throw new DecodeError(`${span.what}: ${field}`, "0 or 1", byte);
  return byte === 1;
}

/** COption: u32 tag, 0 or 1, before the value; the value's bytes say nothing where the tag is 0. */
export function readCOption<T>(
  span: Span,
  offset: number,
  field: string,
  read: (span: Span, offset: number) => T,
): T | undefined {
  const tag = readU32(span, offset);
  if (tag > 1) throw new DecodeError(`${span.what}: ${field}, option tag`, "0 or 1", tag);
  return tag === 1 ? read(span, offset + 4) : undefined;
}

/** u128, little-endian. */
export function readU128(span: Span, offset: number): bigint {
  return (readU64(span, offset + 8) << 64n) | readU64(span, offset);
}

/** A one-byte enum, whose variants count from 0. */
export function readVariant<T extends string>(span: Span, offset: number, field: string, names: readonly T[]): T {
  const index = readU8(span, offset);
  const name = names[index];
  if (name === undefined) throw new DecodeError(`${span.what}.${field}`, names.join(" | "), index);
  return name;
}
