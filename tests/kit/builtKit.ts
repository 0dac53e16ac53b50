import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type * as kit from "@backstock/sdk/kit";

const CACHE = ".cache";

export interface BuiltKit {
  /** The bundle's file. */
  readonly path: string;
  readonly entry: typeof kit;
  remove(): void;
}

/** The kit entry as its own build makes it, with stand-ins for web3.js: what its users run. In the repository, where it finds what it imports. */
export function buildKit(): BuiltKit {
  mkdirSync(CACHE, { recursive: true });
  const folder = resolve(mkdtempSync(join(CACHE, "kit-")));
  const tsup = resolve("node_modules/tsup/dist/cli-default.js");
  const options = ["--no-dts", "--no-clean", "--format", "cjs", "--out-dir", folder];
  execFileSync(process.execPath, [tsup, ...options], { cwd: "sdk/kit", stdio: "pipe" });
  const path = join(folder, "index.cjs");
  return {
    path,
    // Jest's own require: kit is loaded once for the test and for the bundle.
    entry: createRequire(path)(path) as typeof kit,
    remove: () => rmSync(folder, { recursive: true }),
  };
}
