/** A holder asks for cash; the issuer's redeemer pays, and burns the tokens in the same instruction. */
import {
  fetchRedemption,
  prepareAcceptRedemption,
  prepareRequestRedemption,
  prepareSettleRedemption,
  sendPrepared,
} from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import type { Connection, Keypair, PublicKey } from "@solana/web3.js";

/** The tokens wait in escrow until they are paid, or until the deadline, after which the holder can take them back. */
async function requestCash(connection: Connection, owner: Keypair, mint: PublicKey, cashMint: PublicKey) {
  const prepared = await prepareRequestRedemption(connection, {
    owner: owner.publicKey,
    mint,
    amount: 10n * 10n ** 8n,
    payout: { kind: "OnChain", cashMint, leastCash: 2_300_000_000n }, // no payment below it can settle the request
  });
  await sendPrepared({ connection, prepared, signers: [owner] });
  return prepared.redemption;
}

async function pay(
  connection: Connection,
  redeemer: Keypair,
  of: { issuer: PublicKey; mint: PublicKey; redemption: PublicKey },
) {
  const { amount } = await fetchRedemption(connection, of.redemption);
  const accept = await prepareAcceptRedemption(connection, of);
  await sendPrepared({ connection, prepared: accept, signers: [redeemer] });
  const settle = await prepareSettleRedemption(connection, { ...of, amount, cash: 2_315_000_000n });
  await sendPrepared({ connection, prepared: settle, signers: [redeemer] });
}

const stock = await startStockVm({ wallets: { alice: { shares: "100", cash: "0.000001" } } });
const { alice } = stock.wallets;
const connection = connectionTo(stock.vm);

const redemption = await requestCash(connection, alice, stock.mint, stock.cash.mint);
const { status, deadline } = await fetchRedemption(connection, redemption);
console.log(`${status}; to be accepted within ${deadline - (await stock.vm.now())} s`);
await pay(connection, stock.issuer.redeemer, { issuer: stock.issuer.address, mint: stock.mint, redemption });
console.log(
  `Alice has ${await stock.balanceOf(alice)} raw tokens and ${await stock.cashOf(alice)} millionths of a dollar`,
);

/* prints:
Pending; to be accepted within 432000 s
Alice has 9000000000 raw tokens and 2315000001 millionths of a dollar
*/
