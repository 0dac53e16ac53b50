/** Where things stand in token accounts (spl-token-2022-interface, state.rs and extension/mod.rs), written down apart from the SDK's own tables. */
import { TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import type { Place } from "./trial";

export const ACCOUNT = {
  mint: 0,
  owner: 32,
  amount: 64,
  delegateTag: 72,
  delegate: 76,
  state: 108,
  nativeTag: 109,
  delegated: 121,
  size: 165,
  accountType: 165,
  extensions: 166,
} as const;

const TYPE = { confidentialTransferAccount: 5, memoTransfer: 8, cpiGuard: 11, unknown: 4_000 } as const;

export const u64 = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);

export function withAmount(data: Uint8Array, amount: bigint): Uint8Array {
  const copy = Uint8Array.from(data);
  copy.set(u64(amount), ACCOUNT.amount);
  return copy;
}

/** More than any offset that is written to. */
const ROOM = 512;

/** Other bytes in whatever is there; those behind its end are lost. */
export function edit(place: Place, write: (data: Uint8Array) => void): void {
  const { content } = place;
  if (content === null) return;
  const data = new Uint8Array(content.data.length + ROOM);
  data.set(content.data);
  write(data);
  place.content = { ...content, data: data.slice(0, content.data.length) };
}

/** With an extension behind the others, a token account without any included. */
export function withExtension(place: Place, name: keyof typeof TYPE, value: readonly number[]): void {
  const { content } = place;
  if (content === null || !content.owner.equals(TOKEN_2022_PROGRAM_ID)) return;
  const start = content.data.length === ACCOUNT.size ? [...content.data, 2] : [...content.data];
  const type = TYPE[name];
  const data = Uint8Array.from([...start, type & 255, type >> 8, value.length & 255, value.length >> 8, ...value]);
  place.content = { ...content, data };
}

export interface Extension {
  readonly type: number;
  /** Where its type stands. */
  readonly at: number;
  readonly end: number;
}

export function extensionsIn(data: Uint8Array): Extension[] {
  const found: Extension[] = [];
  for (let at = ACCOUNT.extensions; at + 4 <= data.length;) {
    const [type, length] = [data[at]! | (data[at + 1]! << 8), data[at + 2]! | (data[at + 3]! << 8)];
    found.push({ type, at, end: at + 4 + length });
    at += 4 + length;
  }
  return found;
}
