import { Ed25519Program, type VersionedMessage } from "@solana/web3.js";
import type { Bytes } from "../core/bytes";
import { isCurvePoint, isValidSignature } from "./signatures";

// Layout and codes: agave precompiles/src/ed25519.rs and solana-precompile-error. A count, a pad, then for each signature seven u16.
const OFFSETS_START = 2;
const OFFSETS_LENGTH = 14;
const THIS_INSTRUCTION = 0xffff;
const INVALID_PUBLIC_KEY = 0;
const INVALID_SIGNATURE = 2;
const INVALID_DATA_OFFSETS = 3;
const INVALID_INSTRUCTION_DATA_SIZE = 4;

type Instructions = readonly Bytes[];

function sliceOf(
  all: Instructions,
  own: Bytes,
  instruction: number,
  offset: number,
  length: number,
): Bytes | undefined {
  const data = instruction === THIS_INSTRUCTION ? own : all[instruction];
  return data === undefined || offset + length > data.length ? undefined : data.subarray(offset, offset + length);
}

/** The precompile's error code; undefined where every signature is right. */
function verifyInstruction(data: Bytes, all: Instructions): number | undefined {
  const count = data[0] ?? 0;
  const expected = OFFSETS_START + count * OFFSETS_LENGTH;
  if (data.length < expected || (count === 0 && data.length > OFFSETS_START)) return INVALID_INSTRUCTION_DATA_SIZE;

  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let start = OFFSETS_START; start < expected; start += OFFSETS_LENGTH) {
    const field = (index: number): number => view.getUint16(start + 2 * index, true);
    const signature = sliceOf(all, data, field(1), field(0), 64);
    const publicKey = sliceOf(all, data, field(3), field(2), 32);
    const message = sliceOf(all, data, field(6), field(4), field(5));
    if (signature === undefined || publicKey === undefined || message === undefined) return INVALID_DATA_OFFSETS;
    if (!isCurvePoint(publicKey)) return INVALID_PUBLIC_KEY;
    if (!isValidSignature(signature, message, publicKey)) return INVALID_SIGNATURE;
  }
  return undefined;
}

/**
 * The transaction error of the first ed25519 instruction that does not verify; undefined where all do. bankrun runs such instructions without looking
 * at the signatures in them.
 */
export function ed25519Error({ staticAccountKeys, compiledInstructions }: VersionedMessage): unknown {
  const all = compiledInstructions.map(({ data }) => data);
  for (const [index, { programIdIndex, data }] of compiledInstructions.entries()) {
    if (!staticAccountKeys[programIdIndex]?.equals(Ed25519Program.programId)) continue;
    const code = verifyInstruction(data, all);
    if (code !== undefined) return { InstructionError: [index, { Custom: code }] };
  }
  return undefined;
}
