/** Reinvests a dividend: announced ahead, each token is worth more shares from a moment on that everybody can see coming. */
import { prepareScheduleAction, type PrepareScheduleActionInput, sendPrepared } from "@backstock/sdk";
import { inspectMint } from "@backstock/sdk/collateral";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection, Keypair } from "@solana/web3.js";

/** Two keys sign: the action officer, who decides, and the custodian, who holds the shares that it takes. */
async function announce(
  connection: Connection,
  keys: { actionOfficer: Keypair; custodian: Keypair },
  terms: PrepareScheduleActionInput,
) {
  const prepared = await prepareScheduleAction(connection, terms);
  await sendPrepared({ connection, prepared, signers: [keys.actionOfficer, keys.custodian] });
}

const stock = await startStockVm({ attestedShares: "1000", wallets: { alice: { shares: "100" } } });
const connection = connectionTo(stock.vm);
const effectiveAt = (await stock.vm.now()) + 24n * 3_600n;
await announce(connection, stock.issuer, {
  issuer: stock.issuer.address,
  mint: stock.mint,
  action: { kind: "Dividend", to: "1.0025" },
  effectiveAt,
  document: new TextEncoder().encode("the announcement, which is published; its SHA-256 goes on the chain"),
});

for (const at of [effectiveAt - 1n, effectiveAt]) {
  const account = await connection.getAccountInfo(stock.mint);
  if (account === null) throw new Error("the mint is gone");
  const { multiplier } = inspectMint({ mint: stock.mint, account, unixTimestamp: at });
  const pending = multiplier?.pendingChange ? `, ${multiplier.pendingChange.to.decimal} is to come` : "";
  console.log(`${at - effectiveAt} s: a token is ${multiplier?.effective.decimal} shares${pending}`);
}

/* prints:
-1 s: a token is 1 shares, 1.002499999999999946709294817992486059665679931640625 is to come
0 s: a token is 1.002499999999999946709294817992486059665679931640625 shares
*/
