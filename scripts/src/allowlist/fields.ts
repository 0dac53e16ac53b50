/** Single fields of an allowlist file. What is refused throws a FieldError that says what would have been accepted. */
import {
  ALL_PERMISSIONS,
  ENTRY_STATUSES,
  type EntryStatus,
  fromHex,
  HOLDER_CLASSES,
  type HolderClass,
  PERMISSION,
} from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import { time } from "../cli/arguments";

/** A field that will not do; the message says what would. */
export class FieldError extends Error {
  override readonly name = "FieldError";
}

const PERMISSION_NAMES: ReadonlyMap<string, number> = new Map(
  Object.entries(PERMISSION).map(([name, bit]) => [name.toLowerCase(), bit]),
);

/** The one of `names` that the text is, in either case. */
function oneOf<T extends string>(names: readonly T[], text: string): T {
  const found = names.find((name) => name.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new FieldError(`expected ${names.join(", ")}`);
  return found;
}

export const status = (text: string): EntryStatus => oneOf(ENTRY_STATUSES, text);
export const holderClass = (text: string): HolderClass => oneOf(HOLDER_CLASSES, text);

export function wallet(text: string): PublicKey {
  let key: PublicKey;
  try {
    key = new PublicKey(text);
  } catch {
    throw new FieldError("expected an address in base58");
  }
  if (key.equals(PublicKey.default)) throw new FieldError("expected a wallet, not the zero address");
  return key;
}

/** Bits: `all`, `none`, or names joined by `|`, such as send|receive. */
export function permissions(text: string): number {
  const lower = text.toLowerCase();
  if (lower === "all") return ALL_PERMISSIONS;
  if (lower === "none") return 0;
  return lower.split("|").reduce((bits, name) => {
    const bit = PERMISSION_NAMES.get(name.trim());
    if (bit === undefined) {
      throw new FieldError(`expected all, none, or some of ${[...PERMISSION_NAMES.keys()].join("|")}`);
    }
    return bits | bit;
  }, 0);
}

/** ISO 3166-1 numeric, 0 where the field is empty. */
export function jurisdiction(text: string): number {
  if (text === "") return 0;
  if (!/^[0-9]{1,3}$/.test(text)) throw new FieldError("expected an ISO 3166-1 numeric code, such as 756");
  return Number(text);
}

/** Unix seconds, 0 for never, which an empty field is too. */
export function expiresAt(text: string): bigint {
  if (text === "") return 0n;
  try {
    return time(text);
  } catch {
    throw new FieldError("expected nothing, unix seconds, or a time in UTC such as 2027-12-31T00:00:00Z");
  }
}

/** 32 bytes in hex; undefined where the field is empty. */
export function identity(text: string): Uint8Array | undefined {
  if (text === "") return undefined;
  if (!/^[0-9a-f]{64}$/i.test(text)) throw new FieldError("expected nothing, or 64 hexadecimal digits");
  return fromHex(text);
}
