/** Attestors state how many shares are held; the threshold-th identical statement makes the round that minting is measured by. */
import { fetchAttestationStatus, formatRatio, prepareSubmitAttestation, sendPrepared } from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection, Keypair, PublicKey } from "@solana/web3.js";

interface Count {
  readonly issuer: PublicKey;
  readonly mint: PublicKey;
  /** Unix seconds, and raw shares. */
  readonly asOf: bigint;
  readonly shares: bigint;
  /** The file that the attestors publish: its SHA-256 goes on the chain. */
  readonly report: Uint8Array;
}

async function attest(connection: Connection, attestor: Keypair, count: Count) {
  const prepared = await prepareSubmitAttestation(connection, { ...count, attestor: attestor.publicKey });
  await sendPrepared({ connection, prepared, signers: [attestor] });
}

const stock = await startStockVm({ wallets: { alice: { shares: "100" } } });
const connection = connectionTo(stock.vm);
await stock.vm.setTime((await stock.vm.now()) + 3_600n);
const of = { issuer: stock.issuer.address, mint: stock.mint };
const report = new TextEncoder().encode("200 shares of Apple Inc. are held, segregated for this token");
const count = { ...of, asOf: await stock.vm.now(), shares: 200n * 10n ** 8n, report };

const [first, second, third] = stock.issuer.attestors;
for (const [attestor, stated] of [
  [first, count],
  [second, { ...count, shares: count.shares - 1n }], // a miscount: no round of two
  [third, count],
] as const) {
  await attest(connection, attestor, stated);
  const { latest, pending, threshold, coverage } = await fetchAttestationStatus(connection, of);
  const covered = coverage && formatRatio(coverage, { decimals: 4, rounding: "floor" });
  console.log(
    `round ${latest?.round}: covered ${covered} times; towards the next: ${pending.map(({ attestors }) => attestors.length).join(" and ") || 0} of ${threshold}`,
  );
}

/* prints:
round 1: covered 10000 times; towards the next: 1 of 2
round 1: covered 10000 times; towards the next: 1 and 1 of 2
round 2: covered 2 times; towards the next: 1 of 2
*/
