// Adds to package-lock.json the binaries of other platforms that npm has left out, by the exact versions that their parents name: run it
// after every `npm install` that changes the lockfile. npm leaves out what its registry does not answer for at that moment, and `npm ci`
// then refuses the lockfile everywhere. Entries made here have no checksum; an install from a registry that has them adds it.
import { readFileSync, writeFileSync } from "node:fs";

const LOCKFILE = new URL("../package-lock.json", import.meta.url);
const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
const LIBRARIES = { gnu: "glibc", gnueabihf: "glibc", musl: "musl", musleabihf: "musl" };

/** What a package's name says about where it runs, such as @swc/core-linux-arm64-musl. @param {string} name */
function platform(name) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((word) => words.includes(word));
  const cpu = PROCESSORS.filter((word) => words.includes(word));
  const libc = os.includes("linux")
    ? Object.entries(LIBRARIES).flatMap(([w, l]) => (words.includes(w) ? [l] : []))
    : [];
  return { ...(cpu.length > 0 && { cpu }), ...(libc.length > 0 && { libc }), ...(os.length > 0 && { os }) };
}

const lock = JSON.parse(readFileSync(LOCKFILE, "utf8"));
/** @type {Record<string, {version?: string, dev?: boolean, optional?: boolean, optionalDependencies?: Record<string, string>}>} */
const packages = lock.packages;

for (const [path, parent] of Object.entries(packages)) {
  const optional = Object.entries(parent.optionalDependencies ?? {});
  // Where npm has put the binary of this machine: below its parent, if another version is at the top.
  const nested = optional.some(([name]) => `${path}/node_modules/${name}` in packages);
  for (const [name, version] of optional) {
    const place = `${nested ? `${path}/` : ""}node_modules/${name}`;
    const isExact = /^\d/.test(version);
    if (!isExact || place in packages) continue;
    packages[place] = { version, ...(parent.dev && { dev: true }), optional: true, ...platform(name) };
    console.log(`added ${place} ${version}`);
  }
}

// In npm's order; the entry of the root itself, "", comes first in any.
lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en")));
writeFileSync(LOCKFILE, `${JSON.stringify(lock, null, 2)}\n`);
