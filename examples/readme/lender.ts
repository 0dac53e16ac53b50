import { effectiveMultiplier, fetchAttestationStatus, parseMint } from "@backstock/sdk";
import type { Connection, PublicKey } from "@solana/web3.js";

/** What a lender asks of a stock token whose issuer it has chosen: paused? worth how many shares? are they there? */
export async function inspect(connection: Connection, issuer: PublicKey, mint: PublicKey, unixTimestamp: bigint) {
  // throws where this issuer has not listed this mint
  const reserve = await fetchAttestationStatus(connection, { issuer, mint, unixTimestamp });
  const account = await connection.getAccountInfo(mint);
  const { scaledUiAmount, pausable } = parseMint(account?.data ?? new Uint8Array()); // strict
  if (scaledUiAmount === undefined) throw new Error("not a stock token");
  return {
    paused: pausable?.paused,
    multiplier: effectiveMultiplier(scaledUiAmount, unixTimestamp), // an exact rational
    covered: reserve.coverage, // a ratio; 1 or more is covered
    age: reserve.latest?.ageSeconds,
    refusal: reserve.reserveRefusal, // why the chain would mint nothing on this reserve, too old for example; null: it would
  };
}
