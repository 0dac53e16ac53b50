import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    "collateral/index": "src/collateral/index.ts",
    "xstocks/index": "src/xstocks/index.ts",
    "anchor/index": "src/anchor/index.ts",
    "testing/index": "src/testing/index.ts",
  },
  format: ["esm", "cjs"],
  target: "es2022",
  // For browsers too; only the testing entry names Node's modules.
  platform: "neutral",
  // Entries share their chunks, so that an error thrown by one is an instance of the other's class.
  splitting: true,
  // import.meta.url in CommonJS
  shims: true,
  removeNodeProtocol: false,
  external: [/^node:/],
  dts: true,
  sourcemap: true,
  clean: true,
});
