// What another project's test does with the packed SDK: a stock in one call, and a transfer on the real programs.
import { equal } from "./equal.mjs";

/** One share in raw tokens, at 8 decimals and multiplier 1. */
const SHARE = 10n ** 8n;

/**
 * @param {import("./offline.mjs").Loaded & { testing: typeof import("@backstock/sdk/testing") }} loaded
 * @param {"bankrun" | "litesvm"} kind
 */
export async function checkOnVm({ sdk, collateral, testing }, kind) {
  const wallets = { alice: { shares: "100" }, bob: {}, stranger: { entry: null } };
  const stock = await testing.startStockVm({ kind, wallets });
  const { vm, mint } = stock;
  const { alice, bob, stranger } = stock.wallets;
  const transfer = { owner: alice.publicKey, mint, amount: 40n * SHARE };

  await stock.send(await sdk.getTransferInstructions(vm, { ...transfer, to: bob.publicKey }));
  equal("Alice's tokens", await stock.balanceOf(alice), 60n * SHARE);
  equal("Bob's tokens", await stock.balanceOf(bob), 40n * SHARE);

  const answer = await sdk.fetchCanTransfer(vm, { ...transfer, to: stranger.publicKey });
  const reason = answer.allowed === false ? answer.error : undefined;
  equal("a stranger cannot be sent any", sdk.isComplianceError(reason, "ReceiverNotListed"), true);

  // What the testing entry throws is what the main entry's guards know.
  const refused = sdk.getTransferInstructions(vm, { ...transfer, to: stranger.publicKey }).then((i) => stock.send(i));
  const error = await refused.then(
    () => undefined,
    (thrown) => thrown,
  );
  equal("a stranger is refused", sdk.isComplianceError(error, "ReceiverNotListed"), true);
  equal("by a BackstockError", error instanceof sdk.BackstockError, true);
  equal("Alice's tokens, still", await stock.balanceOf(alice), 60n * SHARE);

  const asset = await sdk.fetchAsset(vm, sdk.findAssetPda({ issuer: stock.issuer.address, mint }).address);
  equal("tokens minted in all", asset.minted, 100n * SHARE);

  const { CAUTIOUS_BACKSTOCK_POLICY, fetchCollateralStatus } = collateral;
  const attestation = { maxAge: 60n, minCoverage: { numerator: 1n, denominator: 1n } };
  const policy = { ...CAUTIOUS_BACKSTOCK_POLICY, attestation };
  const [issuer, registry] = [stock.issuer.address, stock.registry.address];
  const status = await fetchCollateralStatus(vm, mint, { policy, issuer, registry });
  equal("why it is no collateral", status.acceptNewLoans.reasons, []);
  equal("issuer of the mint", status.inspection.issuer, "backstock");
  equal("attested shares", status.attestation?.latest?.shares, 1_000_000n * SHARE);
  await vm.setTime((await vm.now()) + 61n);
  const later = await fetchCollateralStatus(vm, mint, { policy, issuer, registry });
  equal(
    "why it is none later",
    later.acceptNewLoans.reasons.map(({ code }) => code),
    ["ATTESTATION_STALE"],
  );
}
