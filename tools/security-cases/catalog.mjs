// What the security tests claim to try, read from their titles, and whether that is what the list of attacks asks for.
import ts from "typescript";

/** The attacks of the list, by letter and number; "G" and a squad's letter stand before the number of one that the list forgot. */
const CASE = /^(?:[A-F]\d+|G[A-Z]\d+)$/;
const TITLE = /^([A-Z]+\d+): (.+)$/s;
/** What the whole must come to. */
export const FEWEST_TESTS = 110;

/**
 * @typedef {{ groups: Record<string, string>, cases: Record<string, string>, notApplicable: Record<string, string> }} Catalog
 * @typedef {{ file: string, case: string, sentence: string }} SecurityTest
 */

/**
 * The titles of the tests of a file, in order: of `test` and `test.each`, the first argument.
 * @param {string} file its name, for the message
 * @param {string} source
 * @returns {string[]}
 */
export function titlesIn(file, source) {
  /** @type {string[]} */
  const titles = [];
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && isTest(node.expression)) {
      const title = node.arguments[0];
      if (title === undefined || !ts.isStringLiteralLike(title)) {
        const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
        throw new Error(`${file}:${line + 1}: the title of a security test must be a literal string`);
      }
      titles.push(title.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return titles;
}

/**
 * `test`, and what `test.each(…)` answers; `test.skip` and its like are neither, and are reported as no tests at all.
 * @param {ts.Expression} called
 * @returns {boolean}
 */
function isTest(called) {
  if (ts.isIdentifier(called)) return called.text === "test" || called.text === "it";
  return (
    ts.isCallExpression(called) &&
    ts.isPropertyAccessExpression(called.expression) &&
    isTest(called.expression.expression) &&
    called.expression.name.text === "each"
  );
}

/**
 * @param {string} file
 * @param {string} title
 * @returns {SecurityTest} whose case is empty where the title names none
 */
export function testOf(file, title) {
  const [, name = "", sentence = title] = TITLE.exec(title) ?? [];
  return { file, case: name, sentence: sentence.replace(/%[sdipjo]/g, "…") };
}

/**
 * What is wrong, a sentence each; none where every applicable attack is tried and every test tries one.
 * @param {Catalog} catalog
 * @param {readonly SecurityTest[]} tests
 * @returns {string[]}
 */
export function problemsOf({ groups, cases, notApplicable }, tests) {
  const tried = new Set(tests.map((test) => test.case));
  const isKnown = (/** @type {string} */ name) => name in cases || /^G[A-Z]/.test(name);
  const titles = tests.map((test) => `${test.case}: ${test.sentence}`);
  return [
    ...Object.keys(cases)
      .filter((name) => !CASE.test(name) || !(name.charAt(0) in groups))
      .map((name) => `${name} is not the name of a case`),
    ...Object.keys(cases)
      .filter((name) => !tried.has(name) && !(name in notApplicable))
      .map((name) => `${name} (${cases[name] ?? ""}) has no test`),
    ...Object.keys(notApplicable)
      .filter((name) => !(name in cases))
      .map((name) => `${name} is said not to apply, and is no case`),
    ...Object.keys(notApplicable)
      .filter((name) => tried.has(name))
      .map((name) => `${name} is said not to apply, and has a test`),
    ...tests
      .filter((test) => !CASE.test(test.case) || !isKnown(test.case))
      .map(({ file, case: name, sentence }) => `${file}: "${sentence}" names no case of the list: "${name}"`),
    ...titles.filter((title, index) => titles.indexOf(title) !== index).map((title) => `two tests are "${title}"`),
    ...(tests.length < FEWEST_TESTS ? [`there are ${tests.length} tests, not ${FEWEST_TESTS}`] : []),
  ];
}
