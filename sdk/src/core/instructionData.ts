import { Buffer } from "buffer";
import type { Bytes } from "./bytes";

/**
 * `bytes` as web3.js types an instruction's data, without a copy. Buffer is imported, never taken from the global
 * scope: in a browser a bundler then finds the `buffer` package, as it does for web3.js itself, and nobody has to
 * install a polyfill.
 */
export function toInstructionData(bytes: Bytes): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
