// Where things are, and the packages that the build needs on Debian 12.
import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

export const toolchain = fileURLToPath(new URL(".", import.meta.url));
export const root = fileURLToPath(new URL("../..", import.meta.url));
export const cache = `${toolchain}.cache/`;
export const llvm = "/usr/lib/llvm-22";

/** In the order of their dependency: custody calls compliance. */
export const PROGRAMS = ["compliance", "custody"];
/** What the security tests attack them with; nobody ships it. */
export const TEST_PROGRAMS = ["hostile"];

const PACKAGES = ["rustc-web", "cargo-web", "rust-web-src", "llvm-22-dev", "gcc", "python3"];

// One compiler for programs and tools: Debian's, whatever else (rustup) comes first in PATH.
const ENVIRONMENT = {
  ...process.env,
  PATH: ["/usr/bin", process.env["PATH"]].join(delimiter),
  RUSTC: "/usr/bin/rustc",
};

/**
 * Runs a command, its messages on stderr, and answers what it printed on stdout.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>}} [options]
 * @throws {Error} where it cannot be started or ends with another code than 0
 */
export function run(command, args, { cwd = root, env = {} } = {}) {
  const done = spawnSync(command, args, {
    cwd,
    env: { ...ENVIRONMENT, ...env },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args[0] ?? ""} ended with code ${done.status}`);
  return done.stdout;
}

/** @param {string} name */
const isInstalled = (name) =>
  spawnSync("dpkg-query", ["-W", "-f=${Status}", name], { encoding: "utf8" }).stdout === "install ok installed";

/**
 * Installs the Debian packages that are missing; needs to be root for that.
 * @throws {Error} naming the command to run, where it may not install them itself
 */
export function ensurePackages() {
  const missing = PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const install = ["install", "-y", "--no-install-recommends", ...missing];
  if (process.getuid?.() !== 0) throw new Error(`run as root first: apt-get update && apt-get ${install.join(" ")}`);
  console.log(`installing ${missing.join(" ")}`);
  run("apt-get", ["update", "-q"]);
  run("apt-get", install, { env: { DEBIAN_FRONTEND: "noninteractive" } });
}
