/** Shares have arrived at the custodian: it records them, and the minter mints. No key can do both. */
import {
  DepositSpentError,
  isCustodyError,
  prepareMintDeposit,
  prepareRecordDeposit,
  type PrepareRecordDepositInput,
  sendPrepared,
  sha256,
  TransactionFailedError,
} from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection, Keypair } from "@solana/web3.js";

/** Safe to repeat: the deposit's id is spent for ever once it is minted. */
async function mintOnArrival(
  connection: Connection,
  keys: { custodian: Keypair; minter: Keypair },
  arrival: PrepareRecordDepositInput,
) {
  const record = await prepareRecordDeposit(connection, arrival);
  await sendPrepared({ connection, prepared: record, signers: [keys.custodian] });
  const mint = await prepareMintDeposit(connection, arrival);
  await sendPrepared({ connection, prepared: mint, signers: [keys.minter] });
}

const stock = await startStockVm({ attestedShares: "1000", wallets: { alice: {} } });
const connection = connectionTo(stock.vm);
const text = new TextEncoder();
const arrival = (id: string, shares: bigint) => ({
  issuer: stock.issuer.address,
  mint: stock.mint,
  id: sha256(text.encode(id)), // the issuer's own number of the delivery
  shares,
  recipient: stock.wallets.alice.publicKey,
  reference: sha256(text.encode(`custodian's advice for ${id}`)),
});

await mintOnArrival(connection, stock.issuer, arrival("delivery 1", 100n * 10n ** 8n));
console.log(`Alice has ${await stock.balanceOf(stock.wallets.alice)} raw tokens`);

try {
  await mintOnArrival(connection, stock.issuer, arrival("delivery 1", 100n * 10n ** 8n));
} catch (error) {
  if (!(error instanceof DepositSpentError)) throw error;
  console.log(`the same delivery again: ${error.name}`);
}

try {
  await mintOnArrival(connection, stock.issuer, arrival("delivery 2", 900n * 10n ** 8n + 1n));
} catch (error) {
  if (!(error instanceof TransactionFailedError) || !isCustodyError(error.error, "InsufficientReserve")) throw error;
  console.log(`one raw token more than attested shares: ${error.error.name}, says ${error.error.program}`);
}

/* prints:
Alice has 10000000000 raw tokens
the same delivery again: DepositSpentError
one raw token more than attested shares: InsufficientReserve, says custody
*/
