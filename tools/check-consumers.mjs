// `npm run check:consumers -- [NAME...] [--tarball FILE]`: packs the SDK, installs it in copies of the projects of tests/consumers far from this
// repository, and runs each one's `npm test`. All of them, or those that are named; a tarball that is given is not packed again.
import { cpSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { packSdk, run } from "./packed.mjs";

const consumers = fileURLToPath(new URL("../tests/consumers", import.meta.url));
const aaplx = fileURLToPath(new URL("../tests/fixtures/xstocks/AAPLx.mint.json", import.meta.url));
/** What they share, beside them in the copy as here; it imports no package, so that each brings its own. */
const SHARED = "shared";

const all = readdirSync(consumers, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== SHARED)
  .map(({ name }) => name);
const { positionals, values } = parseArgs({ allowPositionals: true, options: { tarball: { type: "string" } } });
const unknown = positionals.filter((name) => !all.includes(name));
if (unknown.length > 0) throw new Error(`no such consumer: ${unknown.join(", ")}; there are ${all.join(", ")}`);

const folder = mkdtempSync(join(tmpdir(), "backstock-consumers-"));
/** @type {string[]} */
const failed = [];
try {
  cpSync(join(consumers, SHARED), join(folder, SHARED), { recursive: true });
  copyFileSync(aaplx, join(folder, SHARED, "AAPLx.mint.json"));
  mkdirSync(join(folder, "packed"));
  // The name that the consumers' manifests have for it.
  copyFileSync(values.tarball ?? packSdk(join(folder, "packed")), join(folder, "backstock-sdk.tgz"));

  for (const name of positionals.length > 0 ? positionals : all) {
    const start = performance.now();
    const cwd = join(folder, name);
    try {
      cpSync(join(consumers, name), cwd, { recursive: true });
      run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], {
        cwd,
      });
      run("npm", ["test", "--loglevel=error"], { cwd });
      console.log(`${name}: passed in ${Math.round((performance.now() - start) / 1000)} s`);
    } catch (error) {
      console.error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      failed.push(name);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed.length > 0) {
  console.error(`failed: ${failed.join(", ")}`);
  process.exitCode = 1;
}
