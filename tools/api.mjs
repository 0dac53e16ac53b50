#!/usr/bin/env node
// The SDK's public API as text, one report for each of its entries, made of the types that a consumer gets (sdk/dist, so build first).
// A change that breaks someone shows in sdk/api/*.api.md, and so in review. `--check` fails where the reports differ.
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const check = process.argv.includes("--check");
const sdk = fileURLToPath(new URL("../sdk", import.meta.url));
const committed = join(sdk, "api");
const written = mkdtempSync(join(tmpdir(), "backstock-api-"));

/** @type {{exports: Record<string, {import?: {types?: string}}>}} */
const manifest = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8"));

/** The name of each entry's report and its types. @returns {[string, string][]} */
const entries = () =>
  Object.entries(manifest.exports).flatMap(([path, { import: entry }]) =>
    entry?.types === undefined ? [] : [[`sdk${path.slice(1).replaceAll("/", "-")}.api.md`, join(sdk, entry.types)]],
  );

/** @type {import("@microsoft/api-extractor").IExtractorMessagesConfig} */
const messages = {
  compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
  extractorMessageReporting: {
    default: { logLevel: ExtractorLogLevel.Error },
    // No release tags here: what an entry exports is public.
    "ae-missing-release-tag": { logLevel: ExtractorLogLevel.None },
    // typedoc, which knows all entries at once, fails for these: see typedoc.config.mjs.
    "ae-forgotten-export": { logLevel: ExtractorLogLevel.None },
    "ae-undocumented": { logLevel: ExtractorLogLevel.None },
    "ae-unresolved-link": { logLevel: ExtractorLogLevel.None },
  },
  // Docstrings are Markdown for editors, not TSDoc, and are no part of a report.
  tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
};

/** @param {string} reportFileName @param {string} types @returns {boolean} whether the entry could be reported without an error */
function writeReport(reportFileName, types) {
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: sdk,
      mainEntryPointFilePath: types,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          extends: "./tsconfig.json",
          compilerOptions: { ignoreDeprecations: "6.0" },
          include: [],
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName,
        reportFolder: written,
        reportTempFolder: join(written, "temp"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages,
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(sdk, "package.json"),
  });
  const { errorCount } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      // Only what is an error here: the rest is about its own version of TypeScript and where the report is.
      if (message.logLevel !== ExtractorLogLevel.Error) message.logLevel = ExtractorLogLevel.None;
    },
  });
  return errorCount === 0;
}

/** Whether something has a docstring is no part of an API. @param {string} report */
const withoutRemarks = (report) => report.replace(/^ *\/\/ \(undocumented\)\n/gm, "").replaceAll(" (undocumented)", "");

/** Prints how what is committed differs from what was written. @returns {boolean} whether it does */
function differs() {
  const { status } = spawnSync("git", ["--no-pager", "diff", "--no-index", committed, written], { stdio: "inherit" });
  return status !== 0;
}

try {
  const reported = entries().map(([name, types]) => writeReport(name, types));
  rmSync(join(written, "temp"), { recursive: true, force: true });
  for (const name of readdirSync(written)) {
    const path = join(written, name);
    writeFileSync(path, withoutRemarks(readFileSync(path, "utf8")));
  }
  if (reported.includes(false)) {
    process.exitCode = 1;
  } else if (!check) {
    rmSync(committed, { recursive: true, force: true });
    cpSync(written, committed, { recursive: true });
  } else if (differs()) {
    console.error("The public API is not what sdk/api says: run npm run api, and have what it changes reviewed.");
    process.exitCode = 1;
  }
} finally {
  rmSync(written, { recursive: true });
}
