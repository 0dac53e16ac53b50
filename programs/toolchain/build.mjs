#!/usr/bin/env node
// Builds the programs and their IDLs, or checks that the committed ones are up to date. README.md beside this file tells how.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { buildTool, compileProgram } from "./compile.mjs";
import { ensurePackages, PROGRAMS, root, TEST_PROGRAMS } from "./environment.mjs";
import { buildIdl, withoutCallee } from "./idl.mjs";
import { sha256, sourceDigest, toolVersions } from "./manifest.mjs";

const MANIFEST = "sdk/programs/manifest.json";
const ALL_PROGRAMS = [...PROGRAMS, ...TEST_PROGRAMS];
/** @param {string} name */
const programFile = (name) => `${PROGRAMS.includes(name) ? "sdk" : "tests/fixtures"}/programs/${name}.so`;
/** @param {string} name */
const idlFile = (name) => `programs-idl/${name}.json`;
/** @param {unknown} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/** @typedef {Map<string, string | Uint8Array>} Files contents by path */

/** @param {string[]} names @returns {Files} */
function buildPrograms(names) {
  const objlink = process.env["SBPF_OBJLINK"] ?? buildTool("sbpf-objlink");
  return new Map(
    names.map((name) => {
      const program = compileProgram(name, objlink);
      console.log(`${name}: ${program.length} bytes`);
      return [programFile(name), program];
    }),
  );
}

/** @returns {Files} */
function buildIdls() {
  const builder = buildTool("idl");
  const compliance = buildIdl("compliance", builder);
  const custody = withoutCallee(buildIdl("custody", builder), compliance);
  const anchorToml = readFileSync(`${root}Anchor.toml`, "utf8");
  for (const [name, { address }] of Object.entries({ compliance, custody })) {
    if (!anchorToml.includes(`${name} = "${address}"`))
      throw new Error(`Anchor.toml has another id for ${name} than its declare_id!, ${address}`);
  }
  return new Map([
    [idlFile("compliance"), json(compliance)],
    [idlFile("custody"), json(custody)],
  ]);
}

/**
 * @param {string} sources their digest, taken before they were built
 * @param {(file: string) => Uint8Array} read
 */
const manifest = (sources, read) => ({
  sources,
  tools: toolVersions(),
  programs: Object.fromEntries(
    PROGRAMS.map((name) => [name, { so: sha256(read(programFile(name))), idl: sha256(read(idlFile(name))) }]),
  ),
  testPrograms: Object.fromEntries(TEST_PROGRAMS.map((name) => [name, { so: sha256(read(programFile(name))) }])),
});

/** @param {Files} files */
function write(files) {
  for (const [file, contents] of files) {
    mkdirSync(dirname(root + file), { recursive: true });
    writeFileSync(root + file, contents);
    console.log(`wrote ${file}`);
  }
}

/**
 * Compares the committed files with fresh ones.
 * @param {string} sources
 * @param {Files} fresh
 * @returns {string[]} what differs
 */
function drift(sources, fresh) {
  /** @param {string} file */
  const committed = (file) => readFileSync(root + file);
  const recorded = JSON.parse(committed(MANIFEST).toString());
  const found = manifest(sources, committed);
  const sameTools = isDeepStrictEqual(recorded.tools, found.tools);
  if (!sameTools)
    console.log("other tool versions than the manifest's: programs are not compared byte by byte", found.tools);
  const differing = [...fresh]
    .filter(([file]) => sameTools || !file.endsWith(".so"))
    .filter(([file, contents]) => sha256(committed(file)) !== sha256(contents))
    .map(([file]) => `${file} is not what its sources build`);
  if (recorded.sources !== found.sources) differing.push("the sources are not those of the manifest");
  /** @param {{ programs: unknown, testPrograms: unknown }} of */
  const outputs = ({ programs, testPrograms }) => ({ programs, testPrograms });
  if (!isDeepStrictEqual(outputs(recorded), outputs(found)))
    differing.push("committed programs or IDLs are not those of the manifest");
  return differing;
}

function main() {
  const [first, ...rest] = process.argv.slice(2);
  const check = first === "--check";
  const targets = check || first === undefined ? rest : [first, ...rest];
  const unknown = targets.filter((target) => ![...ALL_PROGRAMS, "idl"].includes(target));
  if (unknown.length > 0 || (check && targets.length > 0)) {
    throw new Error(`usage: build.mjs [--check | ${ALL_PROGRAMS.join(" | ")} | idl]`);
  }
  ensurePackages();
  const sources = sourceDigest();
  const all = targets.length === 0;
  /** @type {Files} */
  const files = new Map(buildPrograms(ALL_PROGRAMS.filter((name) => all || targets.includes(name))));
  if (all || targets.includes("idl")) for (const [file, contents] of buildIdls()) files.set(file, contents);

  if (check) {
    const differing = drift(sources, files);
    for (const line of differing) console.error(`drift: ${line}`);
    if (differing.length > 0) throw new Error("run npm run build:programs and commit what it writes");
    console.log("programs and IDLs are those of the sources");
    return;
  }
  write(files);
  if (all) write(new Map([[MANIFEST, json(manifest(sources, (file) => readFileSync(root + file)))]]));
  else console.log(`${MANIFEST} is left as it was: build everything before committing`);
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
