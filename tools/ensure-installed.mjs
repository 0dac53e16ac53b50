// Installs what package-lock.json says, if node_modules is missing or differs from it. Needs nothing but Node and npm.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** @param {string} file @returns {Record<string, {version?: string, integrity?: string, optional?: boolean}>} */
const packagesOf = (file) => JSON.parse(readFileSync(root + file, "utf8")).packages;

/** npm keeps the lock of what it installed beside it; optional packages of other platforms are missing there. */
function upToDate() {
  if (!existsSync(`${root}node_modules/.package-lock.json`)) return false;
  const installed = packagesOf("node_modules/.package-lock.json");
  return Object.entries(packagesOf("package-lock.json"))
    .filter(([path]) => path.startsWith("node_modules/"))
    .every(([path, locked]) => {
      const found = installed[path];
      if (!found) return locked.optional === true;
      return found.version === locked.version && found.integrity === locked.integrity;
    });
}

if (!upToDate()) {
  console.error("Installing packages (npm ci) ...");
  // On stderr, because stdout belongs to the command that follows; the level because .npmrc silences npm.
  const npm = spawnSync("npm", ["ci", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  process.exitCode = npm.status ?? 1;
}
