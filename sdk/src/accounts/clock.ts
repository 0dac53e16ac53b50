import { type Commitment, PublicKey } from "@solana/web3.js";
import { Reader } from "../codec/reader";
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

/**
 * Layout: solana-clock, Clock, 40 bytes.
 * @throws DecodeError
 */
export function decodeClock(data: Uint8Array): Clock {
  const reader = new Reader(data, "clock");
  reader.skip(16, "clock.slot and epoch start");
  const epoch = reader.u64("clock.epoch");
  reader.skip(8, "clock.leader schedule's epoch");
  const unixTimestamp = reader.i64("clock.unix timestamp");
  reader.end();
  return { epoch, unixTimestamp };
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
