import { describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { FEWEST_TESTS, problemsOf, testOf, titlesIn } from "../../tools/security-cases/catalog.mjs";

const catalog = {
  groups: { A: "Accounts" },
  cases: { A1: "unsigned", A2: "copied" },
  notApplicable: { A2: "no copies" },
};
const enough = Array.from({ length: FEWEST_TESTS }, (_, number) => testOf("a.test.ts", `A1: refuses ${number}`));

describe("the security tests", () => {
  test("try every attack of the list that applies, and docs/security-cases.md says how", () => {
    expect(execFileSync("node", ["tools/security-cases.mjs", "--check"], { encoding: "utf8" })).toBe("");
  });

  test("are found by their titles, of tests and of tables of tests, in nested describes", () => {
    const source = `
      test("A1: one", () => {});
      describe("group", () => {
        test.each([1])("A1: two of %d", () => {});
        test(\`A1: three\`, async () => {});
        test.skip("A1: nobody runs", () => {});
      });
      pretest("A1: no test", () => {});`;
    expect(titlesIn("a.test.ts", source)).toEqual(["A1: one", "A1: two of %d", "A1: three"]);
  });

  test("must have titles that can be read without running them", () => {
    for (const title of ["`A1: ${name}`", "name", '"A1: " + name', ""]) {
      expect(() => titlesIn("a.test.ts", `\ntest(${title});`)).toThrow("a.test.ts:2: the title");
    }
  });

  test("name their attack before the sentence", () => {
    expect(testOf("a.test.ts", "GA12: refuses %s, and takes %d")).toEqual({
      file: "a.test.ts",
      case: "GA12",
      sentence: "refuses …, and takes …",
    });
    expect(testOf("a.test.ts", "refuses: all").case).toBe("");
  });

  test("are complete where every attack that applies is tried", () => {
    expect(problemsOf(catalog, [...enough, testOf("a.test.ts", "GA1: refuses more")])).toEqual([]);
  });

  test("are incomplete where an attack is not tried, is unknown, does not apply after all, or where there are too few", () => {
    const problems = (changes: Partial<typeof catalog>, titles: readonly string[], some = enough): string[] =>
      problemsOf({ ...catalog, ...changes }, [...some, ...titles.map((title) => testOf("a.test.ts", title))]);
    expect(problems({ notApplicable: { A2: "" } }, ["A2: refuses"])).toEqual([
      "A2 is said not to apply, and has a test",
    ]);
    expect(problems({ cases: { ...catalog.cases, A2: "copied", ...{ A3: "moved" } } }, [])).toEqual([
      "A3 (moved) has no test",
    ]);
    expect(problems({ groups: { A: "Accounts" }, cases: { ...catalog.cases, ...{ Z1: "odd" } } }, ["Z1: odd"])).toEqual(
      ["Z1 is not the name of a case", 'a.test.ts: "odd" names no case of the list: "Z1"'],
    );
    expect(problems({ notApplicable: { ...catalog.notApplicable, ...{ A9: "none" } } }, [])).toEqual([
      "A9 is said not to apply, and is no case",
    ]);
    expect(problems({}, ["A9: refuses"])).toEqual(['a.test.ts: "refuses" names no case of the list: "A9"']);
    expect(problems({}, ["refuses"])).toEqual(['a.test.ts: "refuses" names no case of the list: ""']);
    expect(problems({}, ["A1: refuses 0"])).toEqual(['two tests are "A1: refuses 0"']);
    expect(problems({}, [], enough.slice(1))).toEqual([`there are ${FEWEST_TESTS - 1} tests, not ${FEWEST_TESTS}`]);
  });
});
