import type { PublicKey } from "@solana/web3.js";
import { DecodeError } from "../decodeError";
import { readNullableKey, readPublicKey, readU32, type Span } from "./fields";

/**
 * The metadata that a mint holds of itself (spl-token-metadata-interface, TokenMetadata). Anyone can write anything
 * here: it proves nothing.
 */
export interface TokenMetadata {
  /** Undefined where nobody can update it any more. */
  readonly updateAuthority: PublicKey | undefined;
  readonly mint: PublicKey;
  readonly name: string;
  readonly symbol: string;
  readonly uri: string;
  readonly additionalMetadata: readonly (readonly [key: string, value: string])[];
}

const KEYS_SIZE = 64;

/**
 * Borsh: 0 update authority · 32 mint · name, symbol, uri as u32 length and UTF-8 · u32 count of such pairs. The
 * value has to end there.
 */
export function readTokenMetadata(span: Span): TokenMetadata {
  const { what, bytes } = span;
  let offset = KEYS_SIZE;

  function take(length: number, field: string): number {
    if (length > bytes.length - offset)
      throw new DecodeError(`${what}: ${field}`, `${length} bytes`, bytes.length - offset);
    offset += length;
    return offset - length;
  }
  const u32 = (field: string): number => readU32(span, take(4, field));
  function text(field: string): string {
    const length = u32(`${field} length`);
    const start = take(length, field);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(start, start + length));
    } catch {
      throw new DecodeError(`${what}: ${field}`, "UTF-8", "other bytes");
    }
  }

  if (bytes.length < KEYS_SIZE) throw new DecodeError(`${what} length`, `at least ${KEYS_SIZE}`, bytes.length);
  const name = text("name");
  const symbol = text("symbol");
  const uri = text("uri");
  const additionalMetadata: [string, string][] = [];
  const count = u32("additional metadata count");
  // A pair takes at least its two lengths, so that a wild count fails on the first missing one.
  for (let i = 0; i < count; i++) additionalMetadata.push([text(`additional key ${i}`), text(`additional value ${i}`)]);
  if (offset !== bytes.length) throw new DecodeError(`${what} length`, offset, bytes.length);

  return {
    updateAuthority: readNullableKey(span, 0),
    mint: readPublicKey(span, 32),
    name,
    symbol,
    uri,
    additionalMetadata,
  };
}
