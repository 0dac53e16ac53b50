// Packs the SDK as npm would publish it and checks what a consumer gets: publint on the manifest, attw on types and entries.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "backstock-package-"));

/** @param {string} command @param {...string} args */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`${command} ${args[0] ?? ""} failed`);
}

try {
  run("npm", "pack", "--workspace", "sdk", "--pack-destination", folder, "--loglevel=error");
  const tarball = readdirSync(folder).map((name) => join(folder, name))[0] ?? "";
  run("publint", "run", tarball, "--strict");
  run("attw", tarball);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}
