import * as entry from "@backstock/sdk/kit";
import * as kit from "@solana/kit";
import { checkKitOffline } from "../../shared/kit-offline.mjs";
import { show } from "./show";

show(checkKitOffline({ entry, kit }));
