// Bundles the command with the SDK's sources into one file, which starts in half a second where tsx takes several: `npm run build`, or
// `node build.mjs FILE`. The file has to be somewhere below this folder, where its other packages are found.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** @param {string} path from this folder */
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: [file("src/main.ts")],
  outfile: process.argv[2] ?? file("dist/main.js"),
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  alias: { "@backstock/sdk": file("../sdk/src/index.ts") },
  packages: "external",
  logLevel: "warning",
});
