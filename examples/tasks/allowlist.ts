/** The compliance officer decides who may hold, send, mint and redeem. */
import {
  fetchMaybeEntry,
  findEntryPda,
  PERMISSION,
  prepareUpsertEntries,
  prepareUpsertEntry,
  sendPrepared,
} from "@backstock/sdk";
import { connectionTo, startStockVm, testKeypair } from "@backstock/sdk/testing";
import type { Connection, Keypair, PublicKey } from "@solana/web3.js";

const CUSTOMER = {
  status: "Active",
  class: "Person",
  permissions: PERMISSION.SEND | PERMISSION.RECEIVE | PERMISSION.REDEEM,
  jurisdiction: 276, // ISO 3166-1: Germany
  expiresAt: 1_817_078_400n, // 2027-08-01: their documents are looked at again by then
} as const;

/** In as few transactions as take them. Given again after a crash it leaves out what has landed. */
async function listCustomers(connection: Connection, officer: Keypair, registry: PublicKey, wallets: PublicKey[]) {
  const rows = wallets.map((wallet) => ({ wallet }));
  const plan = await prepareUpsertEntries(connection, { ...CUSTOMER, registry, rows });
  for (const prepared of plan.transactions) await sendPrepared({ connection, prepared, signers: [officer] });
  return plan;
}

/** Based on the entry as it was seen: refused where somebody has changed it since. */
async function suspend(connection: Connection, officer: Keypair, registry: PublicKey, wallet: PublicKey) {
  const seen = await fetchMaybeEntry(connection, findEntryPda({ registry, wallet }).address);
  if (seen === null) throw new Error("not listed");
  const prepared = await prepareUpsertEntry(connection, { ...seen, seen, status: "Suspended" });
  await sendPrepared({ connection, prepared, signers: [officer] });
}

const stock = await startStockVm();
const connection = connectionTo(stock.vm);
const { officer, address: registry } = stock.registry;
const wallets = Array.from({ length: 30 }, (_, i) => testKeypair(`customer ${i}`).publicKey);

const first = await listCustomers(connection, officer, registry, wallets);
console.log(`${wallets.length} customers listed in ${first.transactions.length} transactions`);
const again = await listCustomers(connection, officer, registry, wallets);
console.log(`again: ${again.transactions.length} transactions, ${again.unchanged.length} entries say so already`);

const [wallet] = wallets as [PublicKey];
await suspend(connection, officer, registry, wallet);
const entry = await fetchMaybeEntry(connection, findEntryPda({ registry, wallet }).address);
console.log(`the first is ${entry?.status}, version ${entry?.version}`);
const third = await listCustomers(connection, officer, registry, wallets);
console.log(`the list once more: ${third.conflicts.length} conflict, left as it is`);

/* prints:
30 customers listed in 3 transactions
again: 0 transactions, 30 entries say so already
the first is Suspended, version 33
the list once more: 1 conflict, left as it is
*/
