// What a build was made from: enough to tell that committed programs are those of the sources beside them.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { root, run } from "./environment.mjs";

/** Everything that may change a program's bytes or IDL. */
const SOURCES = ["Cargo.toml", "Cargo.lock", "crates", "programs", "tests/programs"];
/** Below one of them. */
const NOT_SOURCES = /\/(\.cache|target|tests)(\/|$)|\.md$/;

/** @param {string | Uint8Array} data */
export const sha256 = (data) => createHash("sha256").update(data).digest("hex");

/** A digest over paths and contents of all sources, the same on every machine. */
export function sourceDigest() {
  const files = SOURCES.flatMap((name) => (name.startsWith("Cargo.") ? [name] : filesBelow(name))).sort();
  return sha256(files.map((file) => `${sha256(readFileSync(root + file))} ${file}\n`).join(""));
}

/** @param {string} top one of the sources @param {string} [below] a folder in it @returns {string[]} */
function filesBelow(top, below = "") {
  return readdirSync(root + top + below, { withFileTypes: true }).flatMap((entry) => {
    const path = `${below}/${entry.name}`;
    if (NOT_SOURCES.test(path)) return [];
    return entry.isDirectory() ? filesBelow(top, path) : [top + path];
  });
}

/** Versions of what decides about the bytes; the same bytes are promised for the same versions only. */
export function toolVersions() {
  /** @param {string} name */
  const debian = (name) => run("dpkg-query", ["-W", "-f=${Version}", name]);
  /** @param {string} lockfile @param {string} crate */
  const locked = (lockfile, crate) =>
    readFileSync(root + lockfile, "utf8").match(`name = "${crate}"\nversion = "(.*)"`)?.[1] ?? "none";
  return {
    rustc: debian("rustc-web"),
    std: debian("rust-web-src"),
    llvm: debian("llvm-22-dev"),
    "sbpf-linker": locked("programs/toolchain/Cargo.lock", "sbpf-linker"),
    "anchor-lang": locked("Cargo.lock", "anchor-lang"),
  };
}
