// The compiled project runs, and neither it nor its types need what a user of @solana/kit has not got.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import * as kit from "@backstock/sdk/kit";
import { checkLoads } from "../shared/loads.mjs";
import { equal } from "../shared/equal.mjs";

for (const name of ["@solana/web3.js", "@coral-xyz/anchor", "bn.js", "solana-bankrun"]) {
  equal(`${name}, installed beside it`, existsSync(`node_modules/${name}`), false);
}
checkLoads("load.js", ["@backstock/sdk/kit"]);

const output = execFileSync(process.execPath, ["dist/main.js"], { encoding: "utf8" });
const again = { program: "compliance", name: "RegistryExists" };
equal("what it prints", JSON.parse(output), { owner: kit.COMPLIANCE_PROGRAM_ADDRESS, asGiven: true, again });

// The CommonJS build answers the same.
/** @type {typeof kit} */
const commonjs = createRequire(import.meta.url)("@backstock/sdk/kit");
const base = kit.COMPLIANCE_PROGRAM_ADDRESS;
equal("an address by CommonJS", commonjs.findRegistryPda({ base }), kit.findRegistryPda({ base }));
