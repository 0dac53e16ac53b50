import type { Bytes } from "../bytes";
import { DecodeError } from "../decodeError";
import { readU16, readU8, type Span } from "./fields";
import { ACCOUNT_TYPE_OFFSET, MULTISIG_SIZE, TLV_HEADER_SIZE, TLV_OFFSET } from "./layout";

/** Extensions by type number, in the order they are stored. */
export type Extensions = ReadonlyMap<number, Span>;

function assertZeros(data: Bytes, from: number, to: number, what: string): void {
  for (let offset = from; offset < to; offset++) {
    if (data[offset] !== 0) throw new DecodeError(`${what}, byte ${offset}`, 0, data[offset] ?? "nothing");
  }
}

/**
 * Splits an account into its base and its TLV entries and checks everything in between: length, padding, account
 * type, every entry's length. An entry of type 0 ends the list, and only zeros may follow it (Token-2022 leaves such
 * where it avoids a multisig's length).
 *
 * @param kind "mint" or "token account", for errors
 * @param baseSize length of the base, which is the whole account where there are no extensions
 * @param accountType the value expected at byte 165
 * @throws DecodeError
 */
export function splitExtensions(data: Bytes, kind: string, baseSize: number, accountType: number): Extensions {
  if (data.length === baseSize) return new Map();
  if (data.length < TLV_OFFSET || data.length === MULTISIG_SIZE) {
    throw new DecodeError(
      `${kind} length`,
      `${baseSize}, or at least ${TLV_OFFSET} but not ${MULTISIG_SIZE}`,
      data.length,
    );
  }
  assertZeros(data, baseSize, ACCOUNT_TYPE_OFFSET, `${kind} padding`);
  const account: Span = { what: kind, bytes: data };
  const actualType = readU8(account, ACCOUNT_TYPE_OFFSET);
  if (actualType !== accountType) throw new DecodeError(`${kind}: account type`, accountType, actualType);

  const extensions = new Map<number, Span>();
  let offset = TLV_OFFSET;
  while (offset < data.length) {
    if (data.length - offset < TLV_HEADER_SIZE || readU16(account, offset) === 0) {
      assertZeros(data, offset, data.length, `${kind}, after the last extension`);
      break;
    }
    const type = readU16(account, offset);
    const length = readU16(account, offset + 2);
    const what = `${kind} extension ${type}`;
    const start = offset + TLV_HEADER_SIZE;
    if (start + length > data.length) throw new DecodeError(`${what} length`, `at most ${data.length - start}`, length);
    if (extensions.has(type)) throw new DecodeError(what, "one entry", "two");
    extensions.set(type, { what, bytes: data.subarray(start, start + length) });
    offset = start + length;
  }
  return extensions;
}

/** What `read` makes of the extension, undefined where the account has none; its length must be `size`. */
export function readExtension<T>(
  extensions: Extensions,
  type: number,
  size: number,
  read: (span: Span) => T,
): T | undefined {
  const span = extensions.get(type);
  if (span === undefined) return undefined;
  if (span.bytes.length !== size) throw new DecodeError(`${span.what} length`, size, span.bytes.length);
  return read(span);
}
