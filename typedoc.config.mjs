// The site of the SDK's reference: npm run docs writes it to .cache/docs. What is not right fails: a link to nothing,
// a function without a docstring, a type that the API names and does not export.
import { readFileSync } from "node:fs";

/** @type {{exports: Record<string, unknown>}} */
const { exports } = JSON.parse(readFileSync(new URL("sdk/package.json", import.meta.url), "utf8"));
const entries = Object.keys(exports).filter((path) => path !== "./package.json");

/** @type {import("typedoc").TypeDocOptions} */
export default {
  name: "@backstock/sdk",
  entryPoints: entries.map((path) => `sdk/src${path.slice(1)}/index.ts`),
  tsconfig: "sdk/tsconfig.json",
  out: ".cache/docs",
  readme: "README.md",
  // There is no one address of the sources to link to.
  disableSources: true,
  includeVersion: true,
  excludeInternal: true,
  requiredToBeDocumented: ["Function", "Class"],
  // What types are derived of: nobody names it.
  intentionallyNotExported: ["Mutable", "Opaque", "authoritiesOf", "Readers", "DUMPS", "Scalar"],
  validation: {
    // README links to folders of the repository; tests/docs.test.ts follows them.
    invalidPath: false,
    notExported: true,
    invalidLink: true,
    rewrittenLink: true,
    notDocumented: true,
    unusedMergeModuleWith: true,
  },
  treatWarningsAsErrors: true,
};
