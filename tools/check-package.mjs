// `npm run check:package -- [TARBALL]`: checks what a consumer of the packed SDK gets: publint on the manifest, attw on types and entries,
// and that the kit entry needs no web3.js.
// A tarball that is given is not packed again.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assertKitImports } from "./kit-imports.mjs";
import { packSdk, run } from "./packed.mjs";

const folder = mkdtempSync(join(tmpdir(), "backstock-package-"));
try {
  const tarball = process.argv[2] ?? packSdk(folder);
  run("publint", ["run", tarball, "--strict"]);
  run("attw", [tarball]);
  run("tar", ["-xzf", tarball, "-C", folder]);
  assertKitImports(join(folder, "package", "dist"));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
