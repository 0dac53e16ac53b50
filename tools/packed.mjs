// The SDK as npm would publish it.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs a command to its end, in the repository where no other folder is said. @param {string} command @param {string[]} args */
export function run(command, args, { cwd = root } = {}) {
  const { status } = spawnSync(command, args, { cwd, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
}

/** Builds and packs it into a folder that has nothing else in it, and answers the file. @param {string} folder */
export function packSdk(folder) {
  run("npm", ["pack", "--workspace", "sdk", "--pack-destination", folder, "--loglevel=error"]);
  const [tarball] = readdirSync(folder);
  if (tarball === undefined) throw new Error("npm packed nothing");
  return join(folder, tarball);
}
