import { bytesEqual } from "../core/bytes";
import { DecodeError } from "../core/decodeError";
import { readU8, type Span } from "../core/span";
import { LAYOUT_VERSION } from "./layoutVersion";

/**
 * An account's data, to be read at fixed places.
 * @throws DecodeError where the discriminator, length or layout version is another
 */
export function openSpan(what: string, bytes: Uint8Array, discriminator: Uint8Array, size: number): Span {
  const start = bytes.slice(0, discriminator.length);
  if (!bytesEqual(start, discriminator)) {
    throw new DecodeError(`${what} discriminator`, discriminator.join(","), start.join(","));
  }
  if (bytes.length !== size) throw new DecodeError(`${what} length`, size, bytes.length);
  const span = { what, bytes };
  const version = readU8(span, discriminator.length);
  if (version !== LAYOUT_VERSION) throw new DecodeError(`${what}.version`, LAYOUT_VERSION, version);
  return span;
}
