// What the built kit entry may need of other packages: a user of @solana/kit gets no web3.js by it, neither its code nor its types.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ALLOWED = ["@noble/hashes/sha2", "@solana/kit"];
const IMPORT = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*(["'])([^"'\n]+)\1/g;

/** The modules that a text of JavaScript or of types imports, each once. @param {string} text @returns {string[]} */
export function importsOf(text) {
  const code = text.replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, "");
  return [...new Set(Array.from(code.matchAll(IMPORT), (match) => match[2] ?? ""))].sort();
}

/**
 * @param {string} dist folder of the built package
 * @throws Error where a file of the kit entry imports anything else
 */
export function assertKitImports(dist) {
  for (const name of ["index.js", "index.cjs", "index.d.ts", "index.d.cts"]) {
    const others = importsOf(readFileSync(join(dist, "kit", name), "utf8")).filter((from) => !ALLOWED.includes(from));
    if (others.length > 0)
      throw new Error(`dist/kit/${name} imports ${others.join(", ")}: only ${ALLOWED.join(" and ")} may be`);
  }
}
