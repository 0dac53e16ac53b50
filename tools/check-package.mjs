// Packs the SDK and checks what a consumer gets: publint on the manifest, attw on types and entries.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packSdk, run } from "./packed.mjs";

const folder = mkdtempSync(join(tmpdir(), "backstock-package-"));
try {
  const tarball = packSdk(folder);
  run("publint", ["run", tarball, "--strict"]);
  run("attw", [tarball]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
