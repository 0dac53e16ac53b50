/** Reads single arguments. What is refused is refused with what would have been accepted. */
import { readFile } from "node:fs/promises";
import { type Bytes, fromHex, parseAmount, sha256, U64_MAX } from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import { InvalidArgumentError } from "commander";
import { BadInputError } from "./badInputError";

const WHOLE = /^(0|[1-9][0-9]{0,19})$/;
const HEX_32 = /^[0-9a-f]{64}$/i;
const TEXT = "text:";
const RAW = "raw:";
const UTC = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;

export function address(text: string): PublicKey {
  try {
    return new PublicKey(text);
  } catch {
    throw new InvalidArgumentError("Expected an address in base58.");
  }
}

/** A u64 in plain digits. */
export function wholeNumber(text: string): bigint {
  const value = WHOLE.test(text) ? BigInt(text) : undefined;
  if (value === undefined || value > U64_MAX) throw new InvalidArgumentError("Expected a whole number.");
  return value;
}

/** 32 bytes in hex, or `text:` and a text, whose SHA-256 they are. */
export function bytes32(text: string): Bytes {
  if (HEX_32.test(text)) return fromHex(text);
  if (text.startsWith(TEXT) && text.length > TEXT.length) {
    return sha256(new TextEncoder().encode(text.slice(TEXT.length)));
  }
  throw new InvalidArgumentError("Expected 64 hexadecimal digits, or text: and a text to be hashed with SHA-256.");
}

/** Unix seconds, or a time in UTC such as 2026-08-01T00:00:00Z. */
export function time(text: string): bigint {
  if (WHOLE.test(text)) return wholeNumber(text);
  const milliseconds = UTC.test(text) ? Date.parse(text) : NaN;
  // Date.parse takes February 30th for March 2nd.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 19) !== text.slice(0, 19)) {
    throw new InvalidArgumentError("Expected unix seconds, or a time in UTC such as 2026-08-01T00:00:00Z.");
  }
  return BigInt(milliseconds / 1000);
}

/** An amount before its decimals are known. */
export type AmountArgument = { readonly raw: bigint } | { readonly decimal: string };

/** `raw:` and raw units, or a plain decimal number such as 12.5. */
export function amount(text: string): AmountArgument {
  if (text.startsWith(RAW)) return { raw: wholeNumber(text.slice(RAW.length)) };
  if (/^[0-9]+(\.[0-9]+)?$/.test(text)) return { decimal: text };
  throw new InvalidArgumentError("Expected a plain decimal number such as 12.5, or raw: and raw units.");
}

/**
 * The amount in raw units; nothing is rounded.
 * @throws InvalidInputError where it has more digits behind the point than `decimals`
 */
export function toRaw(argument: AmountArgument, decimals: number): bigint {
  return "raw" in argument ? argument.raw : parseAmount(argument.decimal, decimals);
}

/** @throws BadInputError where there is no such file, or it can't be read */
export async function readInputFile(path: string): Promise<Bytes> {
  return readFile(path).catch((error: unknown) => {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw new BadInputError(`can't read ${path} (${code})`);
  });
}

/**
 * The SHA-256 of a document: of the file's bytes, or as it was given itself.
 * @throws BadInputError where neither was given, or the file can't be read
 */
export async function sha256Of(
  option: string,
  given: { readonly file: string | undefined; readonly sha256: Bytes | undefined },
): Promise<Bytes> {
  if (given.sha256 !== undefined) return given.sha256;
  if (given.file === undefined) throw new BadInputError(`give ${option}, or ${option}-sha256`);
  return sha256(await readInputFile(given.file));
}
