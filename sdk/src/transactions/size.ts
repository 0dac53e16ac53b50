import type { VersionedMessage } from "@solana/web3.js";

/** Bytes of the largest transaction that the network takes: an IPv6 packet's 1,280 less 48 of headers (solana-packet, PACKET_DATA_SIZE). */
export const TRANSACTION_SIZE_LIMIT = 1232;

const SIGNATURE_LENGTH = 64;
const KEY_LENGTH = 32;
const HEADER_LENGTH = 3;

/** Bytes of a length in compact-u16, seven bits a byte (solana-short-vec). */
function lengthPrefix(length: number): number {
  if (length < 0x80) return 1;
  return length < 0x4000 ? 2 : 3;
}

function vector(length: number): number {
  return lengthPrefix(length) + length;
}

function sum(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length, 0);
}

/**
 * Bytes of a transaction on the wire, signatures included, whether or not it has been signed yet. Unlike web3.js's own serialize(), which throws
 * a RangeError, it answers above the limit too.
 */
export function transactionSize(message: VersionedMessage): number {
  const { staticAccountKeys: keys, compiledInstructions: instructions, addressTableLookups: lookups } = message;
  const signatures = message.header.numRequiredSignatures;
  const instructionLengths = instructions.map((ix) => 1 + vector(ix.accountKeyIndexes.length) + vector(ix.data.length));
  const lookupLengths = lookups.map(
    (lookup) => KEY_LENGTH + vector(lookup.writableIndexes.length) + vector(lookup.readonlyIndexes.length),
  );
  const versioned = message.version === "legacy" ? 0 : 1 + lengthPrefix(lookups.length) + sum(lookupLengths);
  return (
    lengthPrefix(signatures) +
    signatures * SIGNATURE_LENGTH +
    HEADER_LENGTH +
    lengthPrefix(keys.length) +
    keys.length * KEY_LENGTH +
    KEY_LENGTH +
    lengthPrefix(instructions.length) +
    sum(instructionLengths) +
    versioned
  );
}
