import { coverage, effectiveMultiplier, fetchAttestation, findAttestationPda, parseMint } from "@backstock/sdk";
import type { Connection, PublicKey } from "@solana/web3.js";

/** What a lender asks of a stock token: is it paused, what is a token worth in shares, are they there? */
export async function inspect(connection: Connection, mint: PublicKey, unixTimestamp: bigint) {
  const account = await connection.getAccountInfo(mint);
  if (account === null) throw new Error("no such mint");
  const { supply, scaledUiAmount, pausable, mintAuthority } = parseMint(account.data); // strict; also real xStocks
  if (scaledUiAmount === undefined || mintAuthority === undefined) throw new Error("not a stock token");
  const multiplier = effectiveMultiplier(scaledUiAmount, unixTimestamp); // an exact rational
  const round = await fetchAttestation(connection, findAttestationPda({ asset: mintAuthority }).address);
  const covered = coverage({ supply, shares: round.shares, multiplier }); // attested shares over those needed
  return { paused: pausable?.paused, multiplier, covered, age: unixTimestamp - round.asOf };
}
