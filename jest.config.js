// Keeps bankrun from logging; set here, because a test's process.env is a copy that native code does not see.
process.env["RUST_LOG"] ??= "";

const onLitesvm = process.env["VM"] === "litesvm";
/** Tests that start none of the VMs that VM chooses between: the default run, on bankrun, has them. */
const WITHOUT_VM = [
  "attestationFeed",
  "benchmarks/",
  "kit/(?!flow)",
  "scripts/",
  "tools/",
  "sdk/(builderRefusals|docstrings|publicApi)",
  "sdk/(core|errors|events|ledger|transactions)/",
  "sdk/codec/(?!realChain)",
].map((path) => `<rootDir>/tests/${path}`);

/** @type {import('jest').Config} */
export default {
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  // Setting up a world takes seconds on a busy machine; no test asserts how long anything takes.
  testTimeout: 120_000,
  testPathIgnorePatterns: ["/node_modules/", ...(onLitesvm ? WITHOUT_VM : [])],
  // bankrun leaves about 12 MB and six threads behind for every test file, and the threads keep the processor busy:
  // a worker is replaced after every file that has taken some memory, as all of these do. litesvm leaves nothing running.
  maxWorkers: 2,
  workerIdleMemoryLimit: onLitesvm ? "1GB" : "64MB",
  moduleNameMapper: {
    "^@backstock/sdk$": "<rootDir>/sdk/src/index.ts",
    "^@backstock/sdk/(.+)$": "<rootDir>/sdk/src/$1/index.ts",
  },
  transform: {
    "\\.(ts|mjs)$": [
      "@swc/jest",
      {
        jsc: { parser: { syntax: "typescript" }, target: "es2022" },
        module: { type: "commonjs" },
      },
    ],
  },
};
