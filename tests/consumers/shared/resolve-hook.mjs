// Runs on the loader's thread (node:module, register): notes what `import` resolves.
import { appendFileSync } from "node:fs";

/** @type {string} */
let log;

/** @param {{ log: string }} data */
export function initialize(data) {
  log = data.log;
}

/** @type {import("node:module").ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  const resolved = await nextResolve(specifier, context);
  appendFileSync(log, `${JSON.stringify([context.parentURL ?? "", resolved.url])}\n`);
  return resolved;
}
