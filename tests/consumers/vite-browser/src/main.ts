import * as sdk from "@backstock/sdk";
import * as collateral from "@backstock/sdk/collateral";
import * as web3 from "@solana/web3.js";
import { checkOffline } from "../../shared/offline.mjs";
import aaplx from "../../shared/AAPLx.mint.json";
import { show } from "./show";

show(checkOffline({ sdk, collateral, web3 }, aaplx));
