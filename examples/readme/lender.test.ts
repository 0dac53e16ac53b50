import { CAUTIOUS_BACKSTOCK_POLICY, CAUTIOUS_XSTOCKS_POLICY } from "@backstock/sdk/collateral";
import { connectionTo, mainnetMint, startStockVm } from "@backstock/sdk/testing";
import assert from "node:assert/strict";
import { test } from "node:test";
import { borrowable } from "./lender";

const tokens = { raw: 1_000_000_000n, pricePerShare: "231.50" };

test("the real AAPLx is collateral, but not around a change of its multiplier", async () => {
  const aaplx = mainnetMint("AAPLx"); // byte for byte; from 2026-08-08 00:30 UTC on a token is more shares
  const { vm } = await startStockVm({ accounts: [aaplx] });
  const ask = (unixTimestamp: bigint) =>
    borrowable(connectionTo(vm), aaplx.address, tokens, { policy: CAUTIOUS_XSTOCKS_POLICY, unixTimestamp });
  assert.equal(await ask(1_785_542_400n), 1_160_583_820n); // 10 × 1.00266… × 231.50 / 2, rounded down
  await assert.rejects(ask(1_786_149_000n), /multiplier change near/);
});

test("a Backstock token is collateral while its attestation is fresh", async () => {
  const { vm, mint, issuer, registry } = await startStockVm({ wallets: { alice: { shares: "100" } } });
  const ask = { policy: CAUTIOUS_BACKSTOCK_POLICY, issuer: issuer.address, registry: registry.address };
  assert.equal(await borrowable(connectionTo(vm), mint, tokens, ask), 1_157_500_000n);
  await vm.setTime((await vm.now()) + 86_401n);
  await assert.rejects(borrowable(connectionTo(vm), mint, tokens, ask), /attestation stale/);
});
