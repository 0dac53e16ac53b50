/**
 * `npm run codegen`: writes what generate.ts makes of programs-idl/, and xstocks/generateMints.ts of the list beside it. With --check it writes nothing, and
 * fails where the files that are there differ from what it would write.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { GENERATED_MARK } from "./emit/module";
import { generate, GENERATED_FOLDERS } from "./generate";
import { generateKit, KIT_FOLDER } from "./kit/generateKit";
import { generateMints, MINTS_FOLDER, MINTS_SOURCE } from "./xstocks/generateMints";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const IDL_FOLDER = "programs-idl";

function readSources(): Map<string, string> {
  const names = readdirSync(join(ROOT, IDL_FOLDER)).filter((name) => name.endsWith(".json"));
  return new Map(
    names.sort().map((name) => [`${IDL_FOLDER}/${name}`, readFileSync(join(ROOT, IDL_FOLDER, name), "utf8")]),
  );
}

async function formatAll(files: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const formatted = new Map<string, string>();
  for (const [path, text] of files) {
    const config = await resolveConfig(join(ROOT, path));
    formatted.set(path, await format(text, { ...config, filepath: path }));
  }
  return formatted;
}

/** Paths of the generated files that exist, whether or not they would still be generated. */
function existingFiles(): string[] {
  return [...GENERATED_FOLDERS, KIT_FOLDER, MINTS_FOLDER]
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((path) => readFileSync(join(ROOT, path), "utf8").startsWith(GENERATED_MARK));
}

function isCurrent(path: string, text: string | undefined): boolean {
  const file = join(ROOT, path);
  return existsSync(file) && readFileSync(file, "utf8") === text;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
  const mints = readFileSync(join(ROOT, MINTS_SOURCE), "utf8");
  const programs = generate(readSources());
  const kit = generateKit((path) => programs.get(path) ?? readFileSync(join(ROOT, path), "utf8"));
  const wanted = await formatAll(new Map([...programs, ...kit, ...generateMints(mints)]));
  const stale = existingFiles().filter((path) => !wanted.has(path));
  const changed = [...wanted.keys()].filter((path) => !isCurrent(path, wanted.get(path)));

  if (values.check) {
    for (const path of [...stale, ...changed])
      console.error(`${path} differs from what its source makes of it: run npm run codegen`);
    return stale.length + changed.length === 0 ? 0 : 1;
  }
  for (const path of stale) rmSync(join(ROOT, path));
  for (const path of changed) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), wanted.get(path) ?? "");
  }
  console.log(`${wanted.size} files generated, ${changed.length} changed, ${stale.length} removed`);
  return 0;
}

process.exitCode = await main();
