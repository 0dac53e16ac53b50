// Rust sources -> tools of the host, and programs for Solana's virtual machine.
import { readFileSync } from "node:fs";
import { cache, llvm, root, run, toolchain } from "./environment.mjs";

/**
 * Builds a tool of this folder's workspace and answers its path.
 * @param {"idl" | "sbpf-objlink"} name
 */
export function buildTool(name) {
  const target = `${cache}tools`;
  run("cargo", ["build", "--locked", "-q", "-p", name], {
    cwd: toolchain,
    env: {
      CARGO_TARGET_DIR: target,
      LLVM_SYS_221_PREFIX: llvm,
      RUSTFLAGS: `-L native=${llvm}/lib`,
    },
  });
  return `${target}/debug/${name}`;
}

/**
 * Compiles one program and answers the bytes to deploy.
 * @param {string} name
 * @param {string} objlink path of sbpf-objlink
 * @throws {Error} where it does not compile or link, has no entrypoint, or holds a path of this machine
 */
export function compileProgram(name, objlink) {
  // One target folder a program: cargo would unify features, and build a dependency without its entrypoint.
  const target = `${cache}target-${name}`;
  const build = ["build", "--locked", "--release", "--lib", "-p", name];
  run(
    "cargo",
    ["--config", `${toolchain}sbpf.toml`, ...build, "--target", `${toolchain}bpfel-solana.json`, "-Zjson-target-spec"],
    {
      env: {
        CARGO_TARGET_DIR: target,
        CARGO_TARGET_BPFEL_SOLANA_LINKER: `${toolchain}sbpf-ld`,
        LLVM_BIN: `${llvm}/bin`,
        RUSTC_BOOTSTRAP: "1",
        RUSTC_BOOTSTRAP_SYNTHETIC_TARGET: "1", // crates may use std without `restricted_std`
        SBPF_OBJLINK: objlink,
      },
    },
  );
  const file = `${target}/bpfel-solana/release/lib${name}.so`;
  if (!/ entrypoint$/m.test(run(`${llvm}/bin/llvm-readelf`, ["--dyn-syms", file]))) {
    throw new Error(`${name} has no entrypoint: it was built as a library for other programs`);
  }
  const program = readFileSync(file);
  for (const path of [root, process.env["HOME"], process.env["CARGO_HOME"]]) {
    if (path && path.length > 1 && program.includes(path))
      throw new Error(`${name} holds a path of this machine: ${path}`);
  }
  return program;
}
