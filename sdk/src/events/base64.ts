import { DecodeError } from "../core/decodeError";

/** Without the rule that there are four characters for three bytes: as a repeated group, long texts would exhaust the engine's stack. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * The bytes of padded base64 (RFC 4648, section 4), as the runtime writes them.
 * @throws DecodeError where the text is anything else
 */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !BASE64.test(text))
    throw new DecodeError("program data", "one base64 text", JSON.stringify(text));
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
