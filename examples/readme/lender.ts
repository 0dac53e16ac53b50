import { backedSupply, coverage, effectiveMultiplier, fetchAsset, fetchAttestation } from "@backstock/sdk";
import { findAssetPda, findAttestationPda, parseMint } from "@backstock/sdk";
import type { Connection, PublicKey } from "@solana/web3.js";

/** What a lender asks of a stock token whose issuer it has chosen: paused? worth how many shares? are they there? */
export async function inspect(connection: Connection, issuer: PublicKey, mint: PublicKey, unixTimestamp: bigint) {
  const account = await connection.getAccountInfo(mint);
  const { address } = findAssetPda({ issuer, mint }); // throws below where this issuer has not listed this mint
  const { redeemed } = await fetchAsset(connection, address);
  const round = await fetchAttestation(connection, findAttestationPda({ asset: address }).address);
  const { supply, scaledUiAmount, pausable } = parseMint(account?.data ?? new Uint8Array()); // strict
  if (scaledUiAmount === undefined) throw new Error("not a stock token");
  const multiplier = effectiveMultiplier(scaledUiAmount, unixTimestamp); // an exact rational
  const toCover = backedSupply({ supply, redeemed, redeemedTotal: round.redeemedTotal });
  const covered = coverage({ supply: toCover, shares: round.shares, multiplier }); // a ratio; 1 or more is covered
  return { paused: pausable?.paused, multiplier, covered, age: unixTimestamp - round.asOf };
}
