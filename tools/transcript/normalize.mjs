/**
 * What differs from run to run, or with the versions of npm and Node, and what stands for it in a page. Everything else is compared.
 *
 * @type {readonly (readonly [RegExp, string])[]}
 */
const VOLATILE = [
  // Colours, for tools that draw them even where NO_COLOR is set.
  [/\u001b\[[0-9;]*m/g, ""],
  // What was drawn over, and git's progress, which it shows where it takes long.
  [/^[^\n]*\r(?!\n)/gm, ""],
  [/^Updating files: .*\n/gm, ""],
  // The bundler's progress: names of chunks, sizes, milliseconds.
  [/^(CLI|ESM|CJS|DTS) .*\n/gm, ""],
  // npm on the machine's settings, on newer versions of itself, on other people's packages, and on which script it runs.
  [/^npm (warn|notice).*\n/gm, ""],
  [/^> .*\n/gm, ""],
  // The manifest that `npm init` writes, which differs with npm's version.
  [/^(Wrote to .*):\n\n[^]*?^}\n/gm, "$1\n"],
  // How many packages depends on what has been published since, and on the platform.
  [/^(added|changed|up to date).* packages? in .*$/gm, "$1 … packages"],
  // How long tests took.
  [/^ *duration_ms:? .*\n|^# duration_ms .*\n/gm, ""],
];

/** Of a longer output a page shows the last lines. */
const LINES_SHOWN = 24;

/** @param {string} output @param {string} home the folder that stands for the reader's @returns {string} ends with a line break unless empty */
export function normalize(output, home) {
  const text = VOLATILE.reduce((so, [what, stands]) => so.replace(what, stands), output.replaceAll(home, "~"));
  const lines = text
    .trim()
    .replace(/\n{3,}/g, "\n\n")
    .split("\n")
    .map((line) => line.trimEnd());
  const shown = lines.length > LINES_SHOWN ? ["…", ...lines.slice(1 - LINES_SHOWN)] : lines;
  return shown.join("\n") === "" ? "" : `${shown.join("\n")}\n`;
}
