import { PublicKey } from "@solana/web3.js";
import { bytesEqual } from "../core/bytes";
import { DecodeError } from "../core/decodeError";
import { InvalidInputError } from "../core/inputErrors";

const PUBLIC_KEY_LENGTH = 32;

/**
 * Reads little-endian values one after the other (borsh; the zero-copy accounts, which have no gaps, read the same).
 * Every method takes the name of what it reads and throws a DecodeError that says it; where the length is known to be
 * right, and any bytes are, a name is not needed.
 */
export class Reader {
  private readonly view: DataView;
  private offset = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {
    if (!(bytes instanceof Uint8Array)) throw new InvalidInputError(what, bytes, "a Uint8Array");
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(what?: string): number {
    return this.view.getUint8(this.take(1, what));
  }

  u16(what?: string): number {
    return this.view.getUint16(this.take(2, what), true);
  }

  u32(what?: string): number {
    return this.view.getUint32(this.take(4, what), true);
  }

  u64(what?: string): bigint {
    return this.view.getBigUint64(this.take(8, what), true);
  }

  i64(what?: string): bigint {
    return this.view.getBigInt64(this.take(8, what), true);
  }

  u128(what?: string): bigint {
    const low = this.u64(what);
    return (this.u64(what) << 64n) | low;
  }

  bool(what: string): boolean {
    const byte = this.u8(what);
    if (byte > 1) throw new DecodeError(what, "a bool, 0 or 1", byte);
    return byte === 1;
  }

  pubkey(what?: string): PublicKey {
    return new PublicKey(this.byteArray(PUBLIC_KEY_LENGTH, what));
  }

  /** A copy: what was decoded does not change when the caller reuses the buffer. */
  byteArray(length: number, what?: string): Uint8Array {
    const start = this.take(length, what);
    return new Uint8Array(this.bytes.subarray(start, start + length));
  }

  array<T>(length: number, read: () => T): T[] {
    return Array.from({ length }, read);
  }

  /** A one-byte enum, whose variants count from 0. */
  variant<T extends string>(names: readonly T[], what: string): T {
    const index = this.u8(what);
    const name = names[index];
    if (name === undefined) throw new DecodeError(what, names.join(" | "), index);
    return name;
  }

  skip(length: number, what?: string): void {
    this.take(length, what);
  }

  /** An account layout's version, which every account begins with after its discriminator. */
  version(known: number, what: string): number {
    const version = this.u8(what);
    if (version !== known) throw new DecodeError(what, known, version);
    return version;
  }

  discriminator(expected: Uint8Array): void {
    const actual = this.byteArray(expected.length, `${this.what} discriminator`);
    if (!bytesEqual(actual, expected)) {
      throw new DecodeError(`${this.what} discriminator`, expected.join(","), actual.join(","));
    }
  }

  end(): void {
    if (this.offset !== this.bytes.length) {
      throw new DecodeError(`${this.what} length`, `${this.offset} bytes`, `${this.bytes.length} bytes`);
    }
  }

  private take(length: number, what = this.what): number {
    const start = this.offset;
    const left = this.bytes.length - start;
    if (length > left) throw new DecodeError(what, `${length} bytes at offset ${start}`, `${left} bytes`);
    this.offset += length;
    return start;
  }
}

/** Reads what has no fixed length too: instructions, events, and other programs' lists. No account of ours needs it. */
export class StreamReader extends Reader {
  byteVec(what: string): Uint8Array {
    return this.byteArray(this.u32(what), what);
  }

  string(what: string): string {
    const bytes = this.byteVec(what);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new DecodeError(what, "UTF-8", `${bytes.length} bytes that are not`);
    }
  }

  option<T>(read: () => T, what: string): T | null {
    const tag = this.u8(what);
    if (tag > 1) throw new DecodeError(what, "an option's tag, 0 or 1", tag);
    return tag === 1 ? read() : null;
  }

  /** `what` must take at least a byte each, so that a hostile length ends at the data's end. */
  vec<T>(read: () => T, what: string): T[] {
    const length = this.u32(what);
    const items: T[] = [];
    for (let i = 0; i < length; i++) items.push(read());
    return items;
  }
}

/** Whether `data` begins with `discriminator`. Says nothing of what follows. */
export function hasDiscriminator(data: Uint8Array, discriminator: Uint8Array): boolean {
  return data.length >= discriminator.length && discriminator.every((byte, i) => byte === data[i]);
}

/** A reader behind the discriminator of data that may be of any length, such as an event's or an instruction's. */
export function openData(what: string, data: Uint8Array, discriminator: Uint8Array): StreamReader {
  const reader = new StreamReader(data, what);
  reader.discriminator(discriminator);
  return reader;
}

/** A reader behind the discriminator of account data, which has exactly one right length. */
export function openAccount(what: string, data: Uint8Array, discriminator: Uint8Array, size: number): Reader {
  const reader = new Reader(data, what);
  reader.discriminator(discriminator);
  if (data.length !== size) throw new DecodeError(`${what} length`, `${size} bytes`, `${data.length} bytes`);
  return reader;
}
