// `node --import record-loads.mjs ...` prints, as its last line, which packages the process loaded: all of them, and those that the SDK's own
// files asked for.
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import Module, { register } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SDK = "@backstock/sdk";
const folder = mkdtempSync(join(tmpdir(), "backstock-loads-"));
const log = join(folder, "loads");

/** The package that a file belongs to; undefined for Node's modules and the consumer's own files. @param {string} url */
const packageOf = (url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url.replaceAll("\\", "/"))?.[1];

// What `import` loads is seen on the loader's thread, and what `require` loads, here.
register("./resolve-hook.mjs", import.meta.url, { data: { log } });
/** @type {{ _resolveFilename(request: string, parent: { filename: string } | undefined, ...rest: unknown[]): string }} */
const loader = /** @type {any} */ (Module);
const { _resolveFilename } = loader;
loader._resolveFilename = function (request, parent, ...rest) {
  const file = _resolveFilename.call(this, request, parent, ...rest);
  appendFileSync(log, `${JSON.stringify([parent?.filename ?? "", file])}\n`);
  return file;
};

process.on("exit", () => {
  const lines = readFileSync(log, "utf8").trim().split("\n");
  const edges = lines.map((line) => JSON.parse(line).map(packageOf));
  const list = (/** @type {(string | undefined)[][]} */ some) =>
    [...new Set(some.map(([, to]) => to))].filter((name) => name !== undefined).sort();
  const bySdk = edges.filter(([from, to]) => from === SDK && to !== SDK);
  console.log(JSON.stringify({ all: list(edges), bySdk: list(bySdk) }));
  rmSync(folder, { recursive: true });
});
