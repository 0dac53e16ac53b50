import type { PublicKey } from "@solana/web3.js";
import { assertByteLength } from "../core/bytes";
import { InvalidInputError } from "../core/inputErrors";
import { assertI64, assertU128, assertU64, assertU8 } from "../core/integers";

const PUBLIC_KEY_LENGTH = 32;
const U16_MAX = 0xffff;
const U32_MAX = 0xffff_ffff;
const FIRST_CAPACITY = 256;

function assertWhole(value: unknown, what: string, type: string, max: number): asserts value is number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > max) {
    throw new InvalidInputError(what, value, `${type} as a whole number, 0 to ${max}`);
  }
}

/**
 * Writes little-endian values one after the other, as Reader reads them.
 * Every method takes the name of what it writes and throws an InvalidInputError where the value is not one of its type.
 */
export class Writer {
  private bytes = new Uint8Array(FIRST_CAPACITY);
  private view = new DataView(this.bytes.buffer);
  private length = 0;

  u8(value: number, what: string): void {
    assertU8(value, what);
    const at = this.grow(1);
    this.view.setUint8(at, value);
  }

  u16(value: number, what: string): void {
    assertWhole(value, what, "a u16", U16_MAX);
    const at = this.grow(2);
    this.view.setUint16(at, value, true);
  }

  u32(value: number, what: string): void {
    assertWhole(value, what, "a u32", U32_MAX);
    const at = this.grow(4);
    this.view.setUint32(at, value, true);
  }

  u64(value: bigint, what: string): void {
    assertU64(value, what);
    const at = this.grow(8);
    this.view.setBigUint64(at, value, true);
  }

  i64(value: bigint, what: string): void {
    assertI64(value, what);
    const at = this.grow(8);
    this.view.setBigInt64(at, value, true);
  }

  u128(value: bigint, what: string): void {
    assertU128(value, what);
    const at = this.grow(16);
    this.view.setBigUint64(at, BigInt.asUintN(64, value), true);
    this.view.setBigUint64(at + 8, value >> 64n, true);
  }

  bool(value: boolean, what: string): void {
    if (typeof value !== "boolean") throw new InvalidInputError(what, value, "true or false");
    this.u8(value ? 1 : 0, what);
  }

  /** Duck-typed, because a caller's copy of web3.js has a PublicKey class of its own. */
  pubkey(value: PublicKey, what: string): void {
    if (typeof (value as PublicKey | undefined)?.toBytes !== "function") {
      throw new InvalidInputError(what, value, "a PublicKey");
    }
    this.byteArray(value.toBytes(), PUBLIC_KEY_LENGTH, what);
  }

  byteArray(value: Uint8Array, length: number, what: string): void {
    assertByteLength(value, length, what);
    const at = this.grow(length);
    this.bytes.set(value, at);
  }

  byteVec(value: Uint8Array, what: string): void {
    if (!(value instanceof Uint8Array)) throw new InvalidInputError(what, value, "a Uint8Array");
    this.u32(value.length, what);
    this.byteArray(value, value.length, what);
  }

  string(value: string, what: string): void {
    if (typeof value !== "string" || !isWellFormed(value))
      throw new InvalidInputError(what, value, "a well-formed string");
    this.byteVec(new TextEncoder().encode(value), what);
  }

  option<T>(value: T | null, write: (value: T) => void, what: string): void {
    this.u8(value === null ? 0 : 1, what);
    if (value !== null) write(value);
  }

  vec<T>(values: readonly T[], write: (value: T) => void, what: string): void {
    if (!Array.isArray(values)) throw new InvalidInputError(what, values, "an array");
    this.u32(values.length, what);
    values.forEach(write);
  }

  array<T>(values: readonly T[], length: number, write: (value: T) => void, what: string): void {
    if (!Array.isArray(values) || values.length !== length) {
      throw new InvalidInputError(what, values, `an array of ${length}`);
    }
    values.forEach(write);
  }

  /** A one-byte enum, whose variants count from 0. */
  variant<T extends string>(value: T, names: readonly T[], what: string): void {
    const index = names.indexOf(value);
    if (index < 0) throw new InvalidInputError(what, value, names.join(" | "));
    this.u8(index, what);
  }

  zeros(length: number): void {
    this.grow(length);
  }

  raw(bytes: Uint8Array): void {
    const at = this.grow(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** What was written, in an array of its own. */
  finish(): Uint8Array {
    return this.bytes.slice(0, this.length);
  }

  private grow(by: number): number {
    const start = this.length;
    this.length += by;
    if (this.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.length, 2 * this.bytes.length));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return start;
  }
}

/** A lone surrogate has no UTF-8; TextEncoder would silently write U+FFFD for it. */
function isWellFormed(value: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(value);
}

/** A writer that has written `discriminator`. */
export function startData(discriminator: Uint8Array): Writer {
  const writer = new Writer();
  writer.raw(discriminator);
  return writer;
}
