import { DecodeError } from "../core/decodeError";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The bytes of padded base64 (RFC 4648, section 4), as the runtime writes them.
 * @throws DecodeError where the text is anything else
 */
export function fromBase64(text: string): Uint8Array {
  if (!BASE64.test(text)) throw new DecodeError("program data", "one base64 text", JSON.stringify(text));
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
