// docs/security-cases.md, from the list of attacks and the tests that try them.

/** @typedef {import("./catalog.mjs").Catalog} Catalog */
/** @typedef {import("./catalog.mjs").SecurityTest} SecurityTest */

/** The letter of attacks that the list does not have: what they are, their tests say. */
const FORGOTTEN = "G";

/**
 * The page, for prettier to lay out.
 * @param {Catalog} catalog
 * @param {readonly SecurityTest[]} tests
 */
export function pageOf(catalog, tests) {
  const { groups, cases, notApplicable } = catalog;
  const forgotten = [...new Set(tests.map((test) => test.case))].filter((name) => !(name in cases));
  const names = [...Object.keys(cases), ...forgotten].sort(byLetterAndNumber);
  const rowsOf = (/** @type {string} */ name) => {
    const reason = notApplicable[name];
    const tried = tests.filter((test) => test.case === name).map((test) => [escaped(test.sentence), linkTo(test)]);
    const answers = reason === undefined ? tried : [[`_does not apply:_ ${escaped(reason)}`, ""]];
    const attack = name in cases ? [escaped(cases[name] ?? "")] : [];
    return answers.map((answer, index) => [...[name, ...attack].map((cell) => (index === 0 ? cell : "")), ...answer]);
  };
  const sections = Object.entries(groups).map(([letter, group]) => {
    const attack = letter === FORGOTTEN ? [] : ["attack"];
    const head = ["case", ...attack, "what the test asserts", "file"];
    const rows = names.filter((name) => name.startsWith(letter)).flatMap(rowsOf);
    const table = [head, head.map(() => "---"), ...rows];
    return `## ${letter}. ${group}\n\n${table.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;
  });
  return `# Attacks that are tried

Written by \`node tools/security-cases.mjs\` from the titles of tests/security, whose assertions stand behind every sentence. Tests of the
programs send real transactions to them, on solana-bankrun and on litesvm, and assert the exact error, which program answered it, and that no account
has changed; where an attack is let through and gains nothing, they assert the balances.

${tests.length} tests try ${names.length - Object.keys(notApplicable).length} attacks; ${Object.keys(notApplicable).length} of the list do not apply, for the reason given.

${sections.join("\n")}`;
}

/** @param {SecurityTest} test */
const linkTo = ({ file }) => `[${file.replace(/^.*\/|\.test\.ts$/g, "")}](../${file})`;

/** @param {string} text that goes into a table's cell */
const escaped = (text) => text.replace(/[|<>_*]/g, (sign) => `\\${sign}`);

/**
 * A2 before A10 before B1.
 * @param {string} one
 * @param {string} other
 */
function byLetterAndNumber(one, other) {
  return one.localeCompare(other, "en", { numeric: true });
}
