/** Every example runs as its reader would run it, and prints what it says it does. */
import { describe, expect, test } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = "examples/tasks";
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".ts"));

function run(name: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, ["--import", "tsx", `${FOLDER}/${name}`], { encoding: "utf8" });
}

describe("an example of a task", () => {
  const tests = FILES.filter((name) => name.endsWith(".test.ts"));
  const scripts = FILES.filter((name) => !tests.includes(name));

  test.each(scripts)("%s prints what its last comment says", (name) => {
    const [, promised] = /\n\/\* prints:\n([\s\S]*)\*\/\n$/.exec(readFileSync(`${FOLDER}/${name}`, "utf8")) ?? [];
    expect(promised).toBeDefined();
    expect(run(name)).toMatchObject({ stdout: promised, stderr: "", status: 0 });
  });

  test.each(tests)("%s passes under Node's runner", (name) => {
    const { stdout, stderr, status } = run(name);
    expect(stdout).toMatch(/^# pass 1$/m);
    expect(stdout).toMatch(/^# fail 0$/m);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });
});
