import type { SharedAttributes } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";

/** One wallet of an allowlist file, and what its entry is to say. */
export interface AllowlistRow {
  /** Of the file, from 1; the header's is 1. */
  readonly line: number;
  readonly wallet: PublicKey;
  readonly attributes: SharedAttributes;
  /** 32 bytes; undefined: what the entry has, or none. */
  readonly identity: Uint8Array | undefined;
}

/** Rows with the same attributes, in the file's order, since one instruction writes many of those. */
export function groupByAttributes(rows: readonly AllowlistRow[]): readonly (readonly AllowlistRow[])[] {
  const groups = new Map<string, AllowlistRow[]>();
  for (const row of rows) {
    const { status, class: holderClass, permissions, jurisdiction, expiresAt } = row.attributes;
    const key = [status, holderClass, permissions, jurisdiction, expiresAt].join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}
