// ESM. What a lender writes, with the types that come with the package; ../test.js compiles and runs it.
import { formatAmount, type Ratio } from "@backstock/sdk";
import { inspectMint, type MintInspection } from "@backstock/sdk/collateral";
import { PublicKey } from "@solana/web3.js";
import { readFileSync } from "node:fs";

interface Dump {
  readonly pubkey: string;
  readonly account: { readonly owner: string; readonly data: readonly string[] };
}

const dump = JSON.parse(readFileSync("../shared/AAPLx.mint.json", "utf8")) as Dump;
const account = {
  owner: new PublicKey(dump.account.owner),
  data: new Uint8Array(Buffer.from(dump.account.data[0] ?? "", "base64")),
};
const inspection: MintInspection = inspectMint({
  mint: new PublicKey(dump.pubkey),
  account,
  unixTimestamp: 1_790_000_000n,
});

// @ts-expect-error a time is a bigint
export const wrongTime: Parameters<typeof inspectMint>[0]["unixTimestamp"] = 1_790_000_000;
// @ts-expect-error a mint without that extension has no multiplier
export const wrongMultiplier = (): Ratio | null => inspection.multiplier.effective.ratio;
// @ts-expect-error facts are not to be changed
export const wrongWrite = (): unknown => (inspection.supply = 0n);

const { issuer, supply, decimals, risks } = inspection;
const severities = risks.map(({ severity }) => severity satisfies "info" | "warning" | "critical");
const critical = severities.filter((severity) => severity === "critical").length;
console.log(`${issuer}: ${formatAmount(supply, decimals)} tokens, ${critical} critical findings`);
