/** Decides whether to take a stock token as collateral: one call to the node, and a verdict under a policy of the lender's own. */
import {
  CAUTIOUS_BACKSTOCK_POLICY,
  CAUTIOUS_XSTOCKS_POLICY,
  type CollateralQuestion,
  fetchCollateralStatus,
} from "@backstock/sdk/collateral";
import { connectionTo, mainnetMint, startStockVm } from "@backstock/sdk/testing";
import type { Connection, PublicKey } from "@solana/web3.js";

async function verdict(connection: Connection, mint: PublicKey, question: CollateralQuestion) {
  const { acceptNewLoans, inspection, attestation } = await fetchCollateralStatus(connection, mint, question);
  const age = attestation?.latest ? `, counted ${attestation.latest.ageSeconds} s ago` : "";
  console.log(
    `${inspection.metadata?.symbol} of ${inspection.issuer}${age}: ${acceptNewLoans.accept ? "accept" : "refuse"}`,
  );
  for (const { code, message } of acceptNewLoans.reasons) console.log(`  ${code}: ${message}`);
}

const aaplx = mainnetMint("AAPLx");
const stock = await startStockVm({ symbol: "ACMEx", accounts: [aaplx], wallets: { alice: { shares: "100" } } });
const connection = connectionTo(stock.vm);

console.log("- the real AAPLx, of which the issuer's word is accepted");
await verdict(connection, aaplx.address, { policy: CAUTIOUS_XSTOCKS_POLICY });
console.log("- the same within a day of a change of its multiplier");
await verdict(connection, aaplx.address, { policy: CAUTIOUS_XSTOCKS_POLICY, unixTimestamp: 1_786_148_999n });

const asked = { policy: CAUTIOUS_BACKSTOCK_POLICY, issuer: stock.issuer.address, registry: stock.registry.address };
console.log("- a Backstock token, its issuer and allowlist chosen by the lender");
await verdict(connection, stock.mint, asked);
console.log("- two days later, without another attestation");
await stock.vm.setTime((await stock.vm.now()) + 2n * 86_400n);
await verdict(connection, stock.mint, asked);
console.log("- where nobody has said whom to trust");
await verdict(connection, stock.mint, { policy: CAUTIOUS_BACKSTOCK_POLICY });

/* prints:
- the real AAPLx, of which the issuer's word is accepted
AAPLx of xstocks: accept
- the same within a day of a change of its multiplier
AAPLx of xstocks: refuse
  MULTIPLIER_CHANGE_NEAR: multiplier change near: at 1786149000, now 1786148999
- a Backstock token, its issuer and allowlist chosen by the lender
ACMEx of backstock, counted 0 s ago: accept
- two days later, without another attestation
ACMEx of backstock, counted 172800 s ago: refuse
  ATTESTATION_STALE: attestation stale: 172800 s old
- where nobody has said whom to trust
ACMEx of unknown: refuse
  ISSUER_NOT_ACCEPTED: issuer not accepted: unknown, claims 6M2TGBAeQuTGqaPEbeVxy8PFkxrLWzPQv7jvYRSUZADH
  UNKNOWN_ISSUER: unknown issuer
  IMPERSONATION: impersonation: or listed later, by symbol "ACMEx"
  ATTESTATION_MISSING: attestation missing
  REDEMPTION_CLOSED: redemption closed
*/
