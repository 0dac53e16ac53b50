#!/usr/bin/env node
// Puts the examples into README.md, the guides and the transcripts: below a line `<!-- examples/x.ts -->` stands that file, and no
// other TypeScript stands in them, so that whatever a reader copies has been run. `--check` fails where a page differs.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = ["docs/guides", "docs/transcripts"];
const PAGES = ["README.md", "sdk/README.md", ...FOLDERS.flatMap(pagesIn)];

/** @param {string} folder @returns {string[]} */
function pagesIn(folder) {
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : [];
  return names.filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name}`);
}

/** @param {string} page @param {string} text as it stands @returns {string} with the examples as they are */
function withExamples(page, text) {
  // A marker may say ` as name.ts`: how the reader saves the file, which tools/transcript.mjs then does.
  return text.replace(
    /(?:<!-- (examples\/\S+)(?: as \S+)? -->\n+)?```(?:ts|typescript)\n[\s\S]*?^```/gm,
    (block, example) => {
      if (example === undefined) throw new Error(`${page} has TypeScript that is no example:\n${block}`);
      const code = readFileSync(join(root, example), "utf8");
      return block.replace(/```\w+\n[\s\S]*/, () => `\`\`\`ts\n${code}\`\`\``);
    },
  );
}

const check = process.argv.includes("--check");
for (const page of PAGES) {
  const before = readFileSync(join(root, page), "utf8");
  const after = withExamples(page, before);
  if (after === before) continue;
  if (check) {
    console.error(`${page} differs from the examples: run npm run guides`);
    process.exitCode = 1;
  } else {
    writeFileSync(join(root, page), after);
  }
}
