/** A test of a project's own code, with Node's runner: the chain, the issuer and the holders are one call. */
import { getTransferInstructions, isComplianceError } from "@backstock/sdk";
import { startStockVm } from "@backstock/sdk/testing";
import assert from "node:assert/strict";
import { test } from "node:test";

test("only the allowlisted receive tokens", async () => {
  const { wallets, mint, vm, ...stock } = await startStockVm({ wallets: { alice: { shares: "10" }, bob: {} } });
  const [owner, to, amount] = [wallets.alice.publicKey, wallets.bob.publicKey, 4n * 10n ** 8n];
  await stock.send(await getTransferInstructions(vm, { owner, mint, to, amount }));
  assert.equal(await stock.balanceOf(wallets.bob), amount);

  await stock.allow(wallets.bob, { status: "Suspended" });
  const again = getTransferInstructions(vm, { owner, mint, to, amount }).then((transfer) => stock.send(transfer));
  await assert.rejects(again, (error) => isComplianceError(error, "ReceiverNotActive"));
  assert.equal(await stock.balanceOf(wallets.bob), amount);
});
