import { fileURLToPath } from "node:url";
import { defineConfig } from "tsup";

/** What is meant in place of a package. The tsconfig beside this file says the same of the types; none names Buffer. */
const standIn = (name: string) => fileURLToPath(new URL(`../src/kit/standIns/${name}.ts`, import.meta.url));

/** The entry for users of @solana/kit, from the same sources as the others, without web3.js. Run in this folder, behind the build of the others. */
export default defineConfig({
  entry: { index: "../src/kit/index.ts" },
  outDir: "../dist/kit",
  format: ["esm", "cjs"],
  target: "es2022",
  platform: "neutral",
  external: ["@solana/kit", /^@noble\//],
  esbuildOptions(options) {
    options.alias = { "@solana/web3.js": standIn("web3"), buffer: standIn("buffer") };
  },
  dts: true,
  sourcemap: true,
  clean: true,
});
