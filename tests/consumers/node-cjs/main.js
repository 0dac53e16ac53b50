// A CommonJS project on Node, with the oldest of all packages that the SDK's manifest allows.
const sdk = require("@backstock/sdk");
const collateral = require("@backstock/sdk/collateral");
const testing = require("@backstock/sdk/testing");
const { XSTOCKS_MINTS } = require("@backstock/sdk/xstocks");
const web3 = require("@solana/web3.js");

async function main() {
  const { aaplx } = await import("../shared/aaplx.mjs");
  const { equal } = await import("../shared/equal.mjs");
  const { checkLoads, ON_WEB3 } = await import("../shared/loads.mjs");
  const { checkOffline } = await import("../shared/offline.mjs");
  const { checkOnVm } = await import("../shared/on-vm.mjs");

  equal("Apple's address", XSTOCKS_MINTS.apple, aaplx.pubkey);
  const loaded = { sdk, collateral, testing, web3 };
  await checkOffline(loaded, aaplx);
  await checkOnVm(loaded, "litesvm");
  await checkOnVm(loaded, "bankrun");
  checkLoads("load.js", ON_WEB3);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
