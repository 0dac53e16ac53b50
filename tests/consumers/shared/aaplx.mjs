import { readFileSync } from "node:fs";

/**
 * The real AAPLx; tools/check-consumers.mjs puts the copy that the tests have beside this file.
 * @type {import("./offline.mjs").MintDump}
 */
export const aaplx = JSON.parse(readFileSync(new URL("AAPLx.mint.json", import.meta.url), "utf8"));
