/** docs/authority-matrix.md, written from what happened when everybody had tried. */
import complianceIdl from "../../programs-idl/compliance.json";
import custodyIdl from "../../programs-idl/custody.json";
import { type Role, ROLE_NAMES, ROLES } from "./roles";
import { FEE_PAYER } from "./scene";
import { OK, type Outcome, type Row } from "./tryEverybody";

export const PAGE = "docs/authority-matrix.md";

const PROGRAMS = [
  ["custody", "custody"],
  ["compliance", "compliance"],
  ["token-2022", "Token-2022, on a listed mint of the profile `hooked`"],
] as const;
const CODES: ReadonlyMap<string, number> = new Map([
  ...custodyIdl.errors.map(({ name, code }) => [`custody ${name}`, code] as const),
  ...complianceIdl.errors.map(({ name, code }) => [`compliance ${name}`, code] as const),
]);
const UNSIGNED = "MissingRequiredSignature";

const letters = (role: Role): string => ROLES[role][0];

export function writePage(rows: readonly Row[]): string {
  const attempts = rows.reduce((sum, { outcomes }) => sum + Object.keys(outcomes).length, 0);
  return `# Who may sign what

Written by \`npm run authority:write\`, from ${attempts.toLocaleString("en")} transactions on the real programs: everybody below has signed in every signer's place of every
instruction, all else as it has to be, from the same state. A test does so again on both local VMs, compares this page, and holds the ticks to a list of its
own that says who is meant to be able to. Where several sign, the others were the right ones.

A tick is a transaction that went through; all others were refused with the error in the last column, and changed no account. A key that is named and
has not signed is always refused with the runtime's \`${UNSIGNED}\`, which is left out. Everybody but the stranger has tokens to pay rents with and a
place on the allowlist, so that nothing but the role was missing.

${table(
  ["column", "who"],
  ROLE_NAMES.map((role) => [letters(role), ROLES[role][1]]),
)}
${PROGRAMS.map(([program, title]) => section(program, title, rows)).join("\n")}
## What each key can sign

Where not everybody can. Behind "with": who has to sign too.

${table(
  ["column", "instructions"],
  ROLE_NAMES.map((role) => [letters(role), powersOf(role, rows)]),
)}`;
}

const programOf = ({ instruction }: Row): string => instruction.slice(0, instruction.indexOf(" "));
const titleOf = ({ instruction, when }: Row): string =>
  `\`${instruction.slice(instruction.indexOf(" ") + 1)}\`${when === null ? "" : ` ${when}`}`;

function section(program: string, title: string, rows: readonly Row[]): string {
  const header = ["instruction", "signs as", ...ROLE_NAMES.map(letters), "all others are refused with"];
  const lines = rows
    .filter((row) => programOf(row) === program)
    .map((row) => [
      titleOf(row),
      row.place === FEE_PAYER ? FEE_PAYER : `\`${row.place}\``,
      ...ROLE_NAMES.map((role) => (row.outcomes[role] === OK ? "✓" : "")),
      refusals(program, row),
    ]);
  return `## ${title}\n\n${table(header, lines)}`;
}

/** The commonest first, without saying whom; of any other, whom. */
function refusals(program: string, { outcomes }: Row): string {
  const roles = ROLE_NAMES.filter((role) => outcomes[role] !== undefined && outcomes[role] !== OK);
  const told = roles.filter((role) => !(role === "nobody" && outcomes[role] === `${program} ${UNSIGNED}`));
  const errors = [...new Set(told.map((role) => outcomes[role] as Outcome))];
  return errors
    .map((error) => [error, told.filter((role) => outcomes[role] === error)] as const)
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([outcome, whom], index) => `${index === 0 ? "" : `${whom.map(letters).join(", ")}: `}${errorName(outcome)}`)
    .join("; ");
}

function errorName(outcome: Outcome): string {
  const name = outcome.slice(outcome.indexOf(" ") + 1);
  const code = CODES.get(outcome);
  return code === undefined ? `\`${name}\`` : `\`${name}\` ${code}`;
}

function powersOf(role: Role, rows: readonly Row[]): string {
  const isPower = ({ outcomes }: Row): boolean =>
    outcomes[role] === OK && ROLE_NAMES.some((other) => other !== "nobody" && (outcomes[other] ?? OK) !== OK);
  const powers = rows
    .filter((row) => isPower(row) && !isForAnybody(row))
    .map((row) => {
      const others = rows.filter(
        (other) => other.instruction === row.instruction && other.when === row.when && other.place !== row.place,
      );
      const needed = others.filter((other) => !isForAnybody(other)).map(({ outcomes }) => signersOf(outcomes));
      return `${titleOf(row)}${needed.length === 0 ? "" : ` with ${needed.join(" and ")}`}`;
    });
  return [...new Set(powers)].join(", ");
}

/** Whether so many may that it is nobody's power. */
const isForAnybody = ({ outcomes }: Row): boolean => outcomes.stranger === OK;
const signersOf = (outcomes: Row["outcomes"]): string =>
  ROLE_NAMES.filter((role) => outcomes[role] === OK)
    .map(letters)
    .join(" or ");

/** A table whose columns are as wide as their widest cell, as prettier has it. */
function table(header: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...lines.map((line) => line[column]?.length ?? 0)),
  );
  const write = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return write(header) + write(widths.map((width) => "-".repeat(width))) + lines.map(write).join("");
}
