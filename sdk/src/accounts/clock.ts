import { type Commitment, PublicKey } from "@solana/web3.js";
import { DecodeError } from "../core/decodeError";
import { readI64, readU64 } from "../core/span";
import { fetchAccount } from "./fetch";
import type { AccountKind } from "./kind";
import type { AccountReader } from "./reader";

/** The sysvar that holds the chain's clock (solana-sdk-ids, sysvar::clock). */
export const CLOCK_ADDRESS = /* @__PURE__ */ new PublicKey("SysvarC1ock11111111111111111111111111111111");

/** The chain's clock, which the programs decide by. */
export interface Clock {
  /** u64 */
  readonly epoch: bigint;
  /** Unix seconds, i64. */
  readonly unixTimestamp: bigint;
}

const CLOCK_SIZE = 40;

/**
 * Layout: solana-clock, Clock: 0 slot u64 · 8 epoch start i64 · 16 epoch u64 · 24 leader schedule's epoch u64 · 32 unix timestamp i64.
 * @throws DecodeError
 */
export function decodeClock(data: Uint8Array): Clock {
  if (data.length !== CLOCK_SIZE) throw new DecodeError("clock length", CLOCK_SIZE, data.length);
  const span = { what: "clock", bytes: data };
  return { epoch: readU64(span, 16), unixTimestamp: readI64(span, 32) };
}

/** Unix seconds of the chain's clock. */
export const CLOCK: AccountKind<bigint> = {
  name: "clock",
  programId: /* @__PURE__ */ new PublicKey("Sysvar1111111111111111111111111111111111111"),
  decode: (data) => decodeClock(data).unixTimestamp,
};

/**
 * The chain's time, unix seconds: what the programs compare deadlines, ages and multipliers with.
 * @throws DecodeError where the node answers something else than a clock
 */
export function fetchUnixTimestamp(reader: AccountReader, commitment?: Commitment): Promise<bigint> {
  return fetchAccount(CLOCK, reader, CLOCK_ADDRESS, commitment);
}
