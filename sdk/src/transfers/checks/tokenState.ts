import { bytesEqual, type Bytes } from "../../core/bytes";
import { readU16, readU64, type Span } from "../../core/token2022/fields";
import {
  ACCOUNT_STATE,
  ACCOUNT_TYPE_MINT,
  ACCOUNT_TYPE_OFFSET,
  ACCOUNT_TYPE_TOKEN_ACCOUNT,
  MINT_LAYOUT,
  MULTISIG_SIZE,
  TLV_HEADER_SIZE,
  TLV_OFFSET,
  TOKEN_ACCOUNT_LAYOUT,
} from "../../core/token2022/layout";
import { refuseAsToken2022 } from "./verdict";

/*
 * Token-2022's own reading of its accounts while it transfers (spl-token-2022-interface 2.1.0, extension/mod.rs, PodStateWithExtensions), which is not as
 * strict as parseMint and parseTokenAccount: what it does not look at may be anything.
 */

/** What Token-2022 answers where it needs an extension and finds none: by what ended its search. */
export type ExtensionFault = "ExtensionNotFound" | "InvalidAccountData" | "InvalidArgument";

interface TlvEntry {
  readonly type: number;
  readonly value: Bytes;
  /** Whether the value is as long as its header says. */
  readonly isWhole: boolean;
}

export class TokenState {
  /** @param tlv what is behind the account type */
  constructor(
    readonly data: Bytes,
    private readonly tlv: Bytes,
  ) {}

  get span(): Span {
    return { what: "token account", bytes: this.data };
  }

  /** The value of an extension, or why Token-2022 does not find it. */
  find(type: number, size: number): Bytes | ExtensionFault {
    for (const entry of entries(this.tlv)) {
      if (entry === "InvalidAccountData") return entry;
      if (entry.type === type) {
        if (!entry.isWhole) return "InvalidAccountData";
        return entry.value.length === size ? entry.value : "InvalidArgument";
      }
      if (entry.type === 0) return "ExtensionNotFound";
    }
    return "InvalidAccountData";
  }

  /** The value of an extension, undefined for whatever reason it is not found. */
  extension(type: number, size: number): Bytes | undefined {
    const found = this.find(type, size);
    return typeof found === "string" ? undefined : found;
  }

  /** Type numbers, up to the first that is none. */
  extensionTypes(): number[] {
    const types: number[] = [];
    for (const entry of entries(this.tlv)) {
      if (entry === "InvalidAccountData" || entry.type === 0) break;
      types.push(entry.type);
    }
    return types;
  }
}

function* entries(tlv: Bytes): Generator<TlvEntry | "InvalidAccountData"> {
  const span: Span = { what: "extensions", bytes: tlv };
  for (let start = 0; start < tlv.length;) {
    const valueAt = start + TLV_HEADER_SIZE;
    if (tlv.length < valueAt) {
      yield "InvalidAccountData";
      return;
    }
    const end = valueAt + readU16(span, start + 2);
    yield { type: readU16(span, start), value: tlv.subarray(valueAt, end), isWhole: end <= tlv.length };
    start = end;
  }
}

function unpack(data: Bytes, size: number, accountType: number, isInitialized: () => boolean): TokenState {
  if (data.length === MULTISIG_SIZE || data.length < size) refuseAsToken2022("InvalidAccountData");
  if (!isInitialized()) refuseAsToken2022("UninitializedAccount");
  if (data.length === size) return new TokenState(data, new Uint8Array());
  const padding = data.subarray(size, ACCOUNT_TYPE_OFFSET);
  if (data.length < TLV_OFFSET || padding.some((byte) => byte !== 0) || data[ACCOUNT_TYPE_OFFSET] !== accountType)
    refuseAsToken2022("InvalidAccountData");
  return new TokenState(data, data.subarray(TLV_OFFSET));
}

export function unpackTokenAccount(data: Bytes): TokenState {
  return unpack(data, TOKEN_ACCOUNT_LAYOUT.size, ACCOUNT_TYPE_TOKEN_ACCOUNT, () => {
    const state = data[TOKEN_ACCOUNT_LAYOUT.state];
    return state === ACCOUNT_STATE.initialized || state === ACCOUNT_STATE.frozen;
  });
}

export function unpackMint(data: Bytes): TokenState {
  return unpack(data, MINT_LAYOUT.size, ACCOUNT_TYPE_MINT, () => data[MINT_LAYOUT.isInitialized] !== 0);
}

/** PodCOption: what is there counts under this tag only. */
const SOME = Uint8Array.of(1, 0, 0, 0);

export function isSome({ data }: TokenState, offset: number): boolean {
  return bytesEqual(data.subarray(offset, offset + SOME.length), SOME);
}

export function addressAt({ data }: TokenState, offset: number): Bytes {
  return data.subarray(offset, offset + 32);
}

export function isFrozen({ data }: TokenState): boolean {
  return data[TOKEN_ACCOUNT_LAYOUT.state] === ACCOUNT_STATE.frozen;
}

export function amountOf({ span }: TokenState): bigint {
  return readU64(span, TOKEN_ACCOUNT_LAYOUT.amount);
}

/** PodBool: any byte but 0 is true. */
export function isSet(value: Bytes | undefined, offset = 0): boolean {
  return value !== undefined && value[offset] !== 0;
}
