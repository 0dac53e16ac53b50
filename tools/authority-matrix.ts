/** `npm run authority:write`: has everybody try on litesvm and writes the page; with --check, fails where it differs. */
import { readFileSync, writeFileSync } from "node:fs";
import { PAGE, writePage } from "../tests/authority/page";
import { tryEverybody } from "../tests/authority/tryEverybody";

const rows = await tryEverybody({ kind: "litesvm" });
const page = writePage(rows);
if (!process.argv.includes("--check")) {
  writeFileSync(PAGE, page);
  console.log(`${PAGE}: ${rows.length} signers' places`);
} else if (readFileSync(PAGE, "utf8") !== page) {
  console.error(`${PAGE} differs from what the programs do: npm run authority:write`);
  process.exitCode = 1;
}
