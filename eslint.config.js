import { fileURLToPath } from "node:url";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";
import { oneWayFolders } from "./tools/eslint/one-way-folders.mjs";

/** The folders of sdk/src: each may import those of the lines above it, and nothing else of the SDK. */
const layers = [
  ["generated"],
  ["core"],
  ["errors"],
  ["codec"],
  ["instructions", "accounts", "events"],
  ["hook", "mints", "attestations", "ledger"],
  ["transactions"],
  ["transfers"],
  ["actions"],
  ["collateral", "kit", "testing", "anchor"],
  ["xstocks"],
];

/** The same of scripts/src. */
const cliLayers = [["cli"], ["allowlist"], ["commands"]];

/**
 * @param {Record<string, string>} restricted why, by package
 * @returns {import("@eslint/core").RulesConfig}
 */
const noImports = (restricted) => ({
  "@typescript-eslint/no-restricted-imports": [
    "error",
    {
      patterns: Object.entries(restricted).map(([name, message]) => ({ regex: `^${name}\\b`, message })),
    },
  ],
});
const anchor = "Anchor's types stay behind @backstock/sdk/anchor.";
const vm = "Local VMs stay behind @backstock/sdk/testing.";
const browser = "The SDK runs in browsers: only sdk/src/testing reads files.";
const anchorImports = { "@coral-xyz/anchor": anchor, "bn\\.js": anchor };
const nodeImports = { "solana-bankrun": vm, litesvm: vm, "node:": browser };

export default defineConfig(
  { ignores: ["**/dist/", "**/target/", "**/.cache/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Amounts are bigints and counts are numbers: both read well in a message.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // An implementation of an asynchronous interface need not wait for anything.
      "@typescript-eslint/require-await": "off",
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["sdk/src/**/*.ts"],
    plugins: { backstock: { rules: { "one-way-folders": oneWayFolders } } },
    rules: {
      "backstock/one-way-folders": [
        "error",
        { root: fileURLToPath(new URL("sdk/src", import.meta.url)), packageName: "@backstock/sdk", layers },
      ],
      "no-restricted-globals": ["error", { name: "Buffer", message: browser }, { name: "process", message: browser }],
      ...noImports({ ...anchorImports, ...nodeImports }),
    },
  },
  {
    files: ["sdk/src/anchor/**/*.ts"],
    rules: noImports(nodeImports),
  },
  {
    files: ["sdk/src/testing/**/*.ts"],
    rules: { ...noImports(anchorImports), "no-restricted-globals": "off" },
  },
  {
    files: ["scripts/src/**/*.ts"],
    plugins: { backstock: { rules: { "one-way-folders": oneWayFolders } } },
    rules: {
      "backstock/one-way-folders": [
        "error",
        {
          root: fileURLToPath(new URL("scripts/src", import.meta.url)),
          packageName: "@backstock/cli",
          layers: cliLayers,
        },
      ],
      ...noImports({
        "@backstock/sdk/anchor": "The command needs no Anchor.",
        "@backstock/sdk/testing": vm,
        "@coral-xyz/anchor": anchor,
        "bn\\.js": anchor,
      }),
    },
  },
  {
    // Jest's asymmetric matchers are any, and a value that is missing fails its test anyway.
    files: ["tests/**"],
    rules: {
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    // Node's runner waits for its tests by itself.
    files: ["examples/**/*.test.ts"],
    rules: {
      "@typescript-eslint/no-floating-promises": [
        "error",
        { allowForKnownSafeCalls: [{ from: "package", package: "node:test", name: "test" }] },
      ],
    },
  },
  {
    // Commands print.
    files: [
      "tools/**",
      "programs/toolchain/**",
      "examples/**",
      "benchmarks/write.ts",
      "benchmarks/codec/main.ts",
      "sdk/codegen/**",
    ],
    rules: { "no-console": "off" },
  },
  {
    // Other people's projects: they print, may be CommonJS, and have their types checked against the packed SDK, which is not here.
    files: ["tests/consumers/**"],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { "no-console": "off", "@typescript-eslint/no-require-imports": "off" },
  },
  {
    files: ["**/*.{js,mjs}"],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
