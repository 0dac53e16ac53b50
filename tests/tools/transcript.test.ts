import { describe, expect, test } from "@jest/globals";
import { normalize } from "../../tools/transcript/normalize.mjs";
import { notInReadme, parsePage, withOutputs } from "../../tools/transcript/page.mjs";
import { runSteps } from "../../tools/transcript/run.mjs";

const PAGE = `# A page

\`\`\`console
$ mkdir one
$ cd one
old output
\`\`\`

<!-- examples/x.ts as y.ts -->

\`\`\`ts
const x = 1;
\`\`\`

\`\`\`console
$ cat y.ts
\`\`\`
`;

describe("a transcript", () => {
  test("is a page's commands and files, in order", () => {
    expect(parsePage(PAGE)).toEqual([
      { command: "mkdir one" },
      { command: "cd one" },
      { file: "y.ts", text: "const x = 1;\n" },
      { command: "cat y.ts" },
    ]);
    expect(() => parsePage("```console\nls\n```")).toThrow(/begins with a command/);
  });

  test("gets what was printed in place of what stood there", () => {
    const written = withOutputs(PAGE, ["", "", "const x = 1;\n"]);
    expect(written).toContain("$ mkdir one\n$ cd one\n```");
    expect(written).toContain("$ cat y.ts\nconst x = 1;\n```");
    expect(written).not.toContain("old output");
  });

  test("may do only what the README tells", () => {
    const readme = "In it:\n\n    nothing\n\nmkdir one\n\nThen `cd\none`.\n";
    const file = "<!-- examples/x.ts as y.ts -->\n\n```ts\nconst x = 1;\n```\n";
    expect(notInReadme(parsePage(PAGE), readme + file)).toEqual(["cat y.ts"]);
    expect(notInReadme(parsePage(PAGE), readme + file.replace("x = 1", "x = 2"))).toEqual(["y.ts", "cat y.ts"]);
    expect(notInReadme([{ command: "git clone $BACKSTOCK backstock" }], "")).toEqual([]);
  });

  test("is done in one shell, and ends at the first failure", () => {
    const { outputs, cwd } = runSteps([{ command: "cd /" }, { command: "pwd; echo $WHO >&2" }], "/tmp", {
      WHO: "reader",
    });
    expect(outputs).toEqual(["", "/\nreader\n"]);
    expect(cwd).toBe("/");
    const failing = [{ command: "echo before" }, { command: "false" }, { command: "echo never" }];
    expect(() => runSteps(failing, "/tmp", {})).toThrow(/^false: status 1/);
  });

  test("does not depend on folders, times and versions, nor show more than the end of a long output", () => {
    expect(normalize("in /tmp/x/home/project\n", "/tmp/x/home")).toBe("in ~/project\n");
    expect(normalize("added 51 packages in 3s\n", "/h")).toBe(
      normalize("added 52 packages, and changed 1 package in 7s\n", "/h"),
    );
    const slow = "Updating files:  39% (454/1152)\rUpdating files: 100% (1152/1152), done.\n";
    expect(normalize(`Cloning into 'x'...\ndone.\n${slow}`, "/h")).toBe("Cloning into 'x'...\ndone.\n");
    expect(normalize("ok 1\n  duration_ms: 1.5\n# duration_ms 2\n", "/h")).toBe("ok 1\n");
    expect(normalize('Wrote to /h/package.json:\n\n{\n  "a": {\n  }\n}\n\n\n', "/h")).toBe("Wrote to ~/package.json\n");
    const long = Array.from({ length: 30 }, (_, i) => `line ${i}`).join("\n");
    expect(normalize(long, "/h").split("\n").slice(0, 2)).toEqual(["…", "line 7"]);
    expect(normalize("\n", "/h")).toBe("");
  });
});
