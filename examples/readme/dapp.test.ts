import { isComplianceError, type TransactionFailedError } from "@backstock/sdk";
import { connectionTo, startStockVm } from "@backstock/sdk/testing";
import assert from "node:assert/strict";
import { test } from "node:test";
import { sendShares } from "./dapp";

test("shares reach an allowlisted wallet, and no other", async () => {
  const stock = await startStockVm({ wallets: { alice: { shares: "100" }, bob: {}, eve: { entry: null } } });
  const [connection, { alice, bob, eve }] = [connectionTo(stock.vm), stock.wallets];
  await sendShares(connection, alice, stock.mint, bob.publicKey);
  assert.equal(await stock.balanceOf(bob), 1_250_000_000n); // 12.5, of 8 decimals
  const refused = sendShares(connection, alice, stock.mint, eve.publicKey);
  await assert.rejects(refused, (failed: TransactionFailedError) =>
    isComplianceError(failed.error, "ReceiverNotListed"),
  );
});
