import { Reader } from "../codec/reader";
import { bytesEqual, type Bytes } from "../core/bytes";
import { DecodeError } from "../core/decodeError";
import { EXTRA_ACCOUNT_META_LENGTH, readExtraAccountMeta, type ExtraAccountMeta } from "./extraAccountMeta";

/** sha256("spl-transfer-hook-interface:execute")[..8]: the hook's instruction, and the entry that lists its extra accounts. */
export const SPL_EXECUTE_DISCRIMINATOR: Bytes = Uint8Array.of(105, 37, 101, 197, 75, 251, 102, 26);

const DISCRIMINATOR_LENGTH = 8;
const HEADER_LENGTH = 12;

/** One type-length-value entry (spl-type-length-value 0.9, state.rs): 0 discriminator · 8 length u32 · 12 value. */
export interface TlvEntry {
  readonly discriminator: Bytes;
  readonly value: Bytes;
}

export interface ValidationAccount {
  /** The hook's extra accounts, in order. */
  readonly metas: readonly ExtraAccountMeta[];
  /** All entries, in order, that list included. */
  readonly entries: readonly TlvEntry[];
}

function isZero(bytes: Bytes): boolean {
  return bytes.every((byte) => byte === 0);
}

/** A discriminator of zeros, or zeros too few for one, end the entries. */
function splitEntries(data: Bytes): TlvEntry[] {
  const entries: TlvEntry[] = [];
  for (let start = 0; start < data.length;) {
    const discriminator = data.subarray(start, start + DISCRIMINATOR_LENGTH);
    if (isZero(discriminator)) break;
    const left = data.length - start;
    if (left < HEADER_LENGTH)
      throw new DecodeError("validation account entry", `at least ${HEADER_LENGTH} bytes`, left);
    const length = new DataView(data.buffer, data.byteOffset + start + DISCRIMINATOR_LENGTH, 4).getUint32(0, true);
    const valueAt = start + HEADER_LENGTH;
    if (length > data.length - valueAt)
      throw new DecodeError("validation account entry's length", `at most ${data.length - valueAt}`, length);
    entries.push({ discriminator, value: data.subarray(valueAt, valueAt + length) });
    start = valueAt + length;
  }
  return entries;
}

/** A count u32, then room for whole records, of which the first `count` are in use (spl-list-view, ListView::unpack). */
function readMetas(list: Bytes): ExtraAccountMeta[] {
  const reader = new Reader(list, "extra accounts");
  const count = reader.u32("count of extra accounts");
  const room = (list.length - 4) / EXTRA_ACCOUNT_META_LENGTH;
  if (!Number.isInteger(room))
    throw new DecodeError("list of extra accounts", `4 bytes and records of ${EXTRA_ACCOUNT_META_LENGTH}`, list.length);
  if (count > room) throw new DecodeError("count of extra accounts", `at most ${room}`, count);
  return reader.array(count, () => readExtraAccountMeta(reader));
}

/**
 * Reads the data of a mint's validation account as strictly as Token-2022 does: every entry is well-formed, also those it does not use.
 * Where several entries list extra accounts, the first counts.
 *
 * @throws DecodeError where the entries are malformed or none lists the accounts of `execute`
 * @throws HookResolutionError "unsupportedMeta"
 */
export function parseValidationAccount(data: Bytes): ValidationAccount {
  const entries = splitEntries(data);
  const list = entries.find(({ discriminator }) => bytesEqual(discriminator, SPL_EXECUTE_DISCRIMINATOR));
  if (list === undefined)
    throw new DecodeError("validation account", "an entry of execute's discriminator", `${entries.length} others`);
  return { metas: readMetas(list.value), entries };
}
