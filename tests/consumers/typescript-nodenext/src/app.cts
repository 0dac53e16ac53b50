// CommonJS. What an application's tests write; ../test.js compiles and runs it.
import sdk = require("@backstock/sdk");
import testing = require("@backstock/sdk/testing");
import type anchor = require("@backstock/sdk/anchor");

async function main(): Promise<void> {
  const stock = await testing.startStockVm({ kind: "litesvm", wallets: { alice: { shares: "100" }, bob: {} } });
  const { alice, bob } = stock.wallets;
  // @ts-expect-error nobody of that name was asked for
  if (stock.wallets.eve !== undefined) throw new Error("there is an Eve");

  const instructions = await sdk.getTransferInstructions(stock.vm, {
    owner: alice.publicKey,
    mint: stock.mint,
    to: bob.publicKey,
    amount: 25n * 10n ** 8n,
  });
  await stock.send(instructions);
  const balance: bigint = await stock.balanceOf(bob);
  console.log(`bob has ${sdk.formatAmount(balance, stock.decimals)}`);
}

/** Compiles where Anchor's own types do. */
export type Programs = typeof anchor;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
