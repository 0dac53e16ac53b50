/** Checks, trusting nobody, what the attestors have signed: every round, and that the published report is the one they signed. */
import { fetchAttestationHistory, formatAmount, ReportMismatchError, verifyReport } from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection, PublicKey } from "@solana/web3.js";

async function audit(connection: Connection, of: { issuer: PublicKey; mint: PublicKey }, decimals: number) {
  const { rounds, missingRounds, gaps } = await fetchAttestationHistory(connection, of);
  for (const { round, shares, totals, isCovered } of rounds) {
    const [held, issued] = [shares, totals.supply].map((raw) => formatAmount(raw, decimals));
    console.log(`round ${round}: ${held} shares for ${issued} tokens, covered: ${isCovered}`);
  }
  console.log(`${missingRounds.length} rounds missing, ${gaps.length} transactions that may have told more`);
  return rounds;
}

const report = (shares: string) => new TextEncoder().encode(`${shares} shares are held`);
const stock = await startStockVm({ attestedShares: null });
await stock.attest("120", { report: report("120") });
await stock.mintTo(stock.issuer.redeemer, "100").catch((error: unknown) => console.log(`the gate: ${String(error)}`));
await stock.allow(stock.issuer.redeemer);
await stock.mintTo(stock.issuer.redeemer, "100");
await stock.vm.setTime((await stock.vm.now()) + 86_400n);
await stock.attest("95", { report: report("95") });

const rounds = await audit(connectionTo(stock.vm), { issuer: stock.issuer.address, mint: stock.mint }, stock.decimals);
const last = rounds.at(-1);
if (last === undefined) throw new Error("no round");
await verifyReport({ report: report("95"), sha256: last.reportSha256 });
console.log("the report is the one that was signed");
try {
  await verifyReport({ report: report("100"), sha256: last.reportSha256 });
} catch (error) {
  if (!(error instanceof ReportMismatchError)) throw error;
  console.log("another one is not");
}

/* prints:
the gate: HolderNotListed: custody refused instruction 1: The holder is not on the allowlist (HolderNotListed, 6156)
round 1: 120 shares for 0 tokens, covered: true
round 2: 95 shares for 100 tokens, covered: false
0 rounds missing, 0 transactions that may have told more
the report is the one that was signed
another one is not
*/
