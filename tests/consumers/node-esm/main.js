// An ESM project on Node, with the newest peers that the SDK's manifest allows.
import * as sdk from "@backstock/sdk";
import * as collateral from "@backstock/sdk/collateral";
import * as testing from "@backstock/sdk/testing";
import { XSTOCKS_MINTS } from "@backstock/sdk/xstocks";
import * as web3 from "@solana/web3.js";
import { aaplx } from "../shared/aaplx.mjs";
import { equal } from "../shared/equal.mjs";
import { checkLoads, ON_WEB3 } from "../shared/loads.mjs";
import { checkOffline } from "../shared/offline.mjs";
import { checkOnVm } from "../shared/on-vm.mjs";

equal("Apple's address", XSTOCKS_MINTS.apple, aaplx.pubkey);
const loaded = { sdk, collateral, testing, web3 };
await checkOffline(loaded, aaplx);
await checkOnVm(loaded, "litesvm");
await checkOnVm(loaded, "bankrun");
checkLoads("load.js", ON_WEB3);
