// Keeps bankrun from logging; set here, because a test's process.env is a copy that native code does not see.
process.env["RUST_LOG"] ??= "";

/** @type {import('jest').Config} */
export default {
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  // Setting up a world takes seconds on a busy machine; no test asserts how long anything takes.
  testTimeout: 120_000,
  // A local VM leaves about 12 MB and six threads behind for every test file, and the threads keep the processor busy:
  // a worker is replaced after every file that has taken some memory, as all of these do.
  maxWorkers: 2,
  workerIdleMemoryLimit: "64MB",
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
