import { type Commitment, PublicKey } from "@solana/web3.js";
import { Reader } from "../codec/reader";
import { fetchAccount } from "./fetch";
import type { AccountKind } from "./kind";
import type { AccountReader } from "./reader";

/** The sysvar that holds the chain's clock (solana-sdk-ids, sysvar::clock). */
export const CLOCK_ADDRESS = /* @__PURE__ */ new PublicKey("SysvarC1ock11111111111111111111111111111111");

/** Unix seconds of the chain's clock, which the programs decide by. Layout: solana-clock, Clock, 40 bytes. */
export const CLOCK: AccountKind<bigint> = {
  name: "clock",
  programId: /* @__PURE__ */ new PublicKey("Sysvar1111111111111111111111111111111111111"),
  decode(data) {
    const reader = new Reader(data, "clock");
    reader.skip(32, "clock.slot, epoch start, epoch and schedule");
    const unixTimestamp = reader.i64("clock.unix timestamp");
    reader.end();
    return unixTimestamp;
  },
};

/**
 * The chain's time, unix seconds: what the programs compare deadlines, ages and multipliers with.
 * @throws DecodeError where the node answers something else than a clock
 */
export function fetchUnixTimestamp(reader: AccountReader, commitment?: Commitment): Promise<bigint> {
  return fetchAccount(CLOCK, reader, CLOCK_ADDRESS, commitment);
}
