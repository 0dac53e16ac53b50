/** Makes an asset's balance sheet from its events alone, and says where one is missing. */
import { fetchAsset, formatAmount, parseTransactionEvents, replay } from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection, PublicKey } from "@solana/web3.js";

/** What the transactions that name the asset have logged. */
async function readEvents(connection: Connection, asset: PublicKey) {
  const found = await connection.getSignaturesForAddress(asset);
  const events = [];
  for (const { signature } of found.filter(({ err }) => err === null)) {
    const transaction = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
    const { logMessages: logs = null, err: error = null } = transaction?.meta ?? {};
    events.push(...parseTransactionEvents({ logs, error }).events);
  }
  return events;
}

const stock = await startStockVm({ wallets: { alice: { shares: "100" }, bob: { shares: "50" } } });
const connection = connectionTo(stock.vm);
const events = await readEvents(connection, stock.asset);
const { sequence: lastSequence } = await fetchAsset(connection, stock.asset);

const whole = replay(events, { asset: stock.asset, lastSequence });
const supply = formatAmount(whole.balanceSheet?.supply ?? 0n, stock.decimals);
console.log(`${lastSequence} events, complete: ${whole.isComplete}; supply ${supply}`);

const without = events.filter(({ name, data }) => name !== "DepositMinted" || data.sequence !== lastSequence - 2n);
const { gaps } = replay(without, { asset: stock.asset, lastSequence });
for (const { after, before, change } of gaps) {
  const hidden = change && formatAmount(change.supply, stock.decimals);
  console.log(`between ${after} and ${before} events are missing, by which the supply rose by ${hidden}`);
}

/* prints:
7 events, complete: true; supply 150
between 4 and 6 events are missing, by which the supply rose by 100
*/
