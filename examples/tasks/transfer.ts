/** Sends shares, counted as a holder sees them, from a wallet that keeps its key to itself. */
import {
  isComplianceError,
  prepareTransfer,
  sendPrepared,
  TransactionFailedError,
  type WalletSigner,
} from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection, PublicKey } from "@solana/web3.js";

/** Answers the signature; it has landed. Throws where anything else is certain, or nothing is. */
async function sendShares(connection: Connection, wallet: WalletSigner, mint: PublicKey, to: PublicKey, ui: string) {
  const at = BigInt(Math.floor(Date.now() / 1000)); // the multiplier that counts is the one in force now
  const amount = { ui, at, rounding: "floor" } as const;
  const prepared = await prepareTransfer(connection, { owner: wallet.publicKey, mint, to, amount });
  const { signature } = await sendPrepared({ connection, prepared, signers: [wallet] });
  return signature;
}

const stock = await startStockVm({ wallets: { alice: { shares: "100" }, bob: {}, stranger: { entry: null } } });
const { alice, bob, stranger } = stock.wallets;
const connection = connectionTo(stock.vm);
/** What a browser's wallet adapter is. */
const wallet: WalletSigner = {
  publicKey: alice.publicKey,
  async signTransaction(transaction) {
    transaction.sign([alice]);
    return transaction;
  },
};

await sendShares(connection, wallet, stock.mint, bob.publicKey, "12.5");
console.log(`Bob, who had no token account, has ${await stock.balanceOf(bob)} raw tokens`);

try {
  await sendShares(connection, wallet, stock.mint, stranger.publicKey, "1");
} catch (error) {
  if (!(error instanceof TransactionFailedError)) throw error;
  if (!isComplianceError(error.error, "ReceiverNotListed")) throw error;
  console.log(`nothing was sent to the stranger: ${error.error.name}, says ${error.error.program}`);
}

/* prints:
Bob, who had no token account, has 1250000000 raw tokens
nothing was sent to the stranger: ReceiverNotListed, says compliance
*/
