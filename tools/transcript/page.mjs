/**
 * What a page has its reader do: type a command, whose output stands below it in a block ```console, or save an example under
 * a name, as `<!-- examples/x.ts as y.ts -->` above a block says.
 *
 * @typedef {{command: string}} Command
 * @typedef {{file: string, text: string}} File
 * @typedef {Command | File} Step
 */

const BLOCKS = /^<!-- examples\/\S+ as (\S+) -->\n+```ts\n([\s\S]*?)^```$|^```console\n([\s\S]*?)^```$/gm;

/** @param {string} text @returns {Step[]} in their order */
export function parsePage(text) {
  return [...text.matchAll(BLOCKS)].flatMap(([, file = "", code = "", console]) => {
    /** @type {Step[]} */
    const steps = console === undefined ? [{ file, text: code }] : commandsOf(console).map((command) => ({ command }));
    return steps;
  });
}

/** @param {string} block @returns {string[]} without the `$ ` before them */
function commandsOf(block) {
  if (!block.startsWith("$ ")) throw new Error(`a console block begins with a command, behind "$ ":\n${block}`);
  return [...block.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command ?? "");
}

/**
 * @param {string} text
 * @param {readonly string[]} outputs one for each command, in their order
 * @returns {string} the page with these outputs
 */
export function withOutputs(text, outputs) {
  let next = 0;
  return text.replace(BLOCKS, (block, _file, _code, console) => {
    if (console === undefined) return block;
    const shown = commandsOf(console).map((command) => `$ ${command}\n${outputs[next++] ?? ""}`);
    return `\`\`\`console\n${shown.join("")}\`\`\``;
  });
}

/** How a reader gets to the README: what it can't tell. */
const BEFORE_THE_README = ["git clone $BACKSTOCK backstock", "cd backstock"];

/**
 * @param {readonly Step[]} steps
 * @param {string} readme its text
 * @returns {string[]} what of the steps the README does not tell its reader to do: commands that are neither a line of its own nor
 * between backticks there, and files that it does not show as they are
 */
export function notInReadme(steps, readme) {
  const files = new Map(parsePage(readme).flatMap((step) => ("file" in step ? [[step.file, step.text]] : [])));
  const lines = readme.split("\n");
  return steps.flatMap((step) => {
    if ("file" in step) return files.get(step.file) === step.text ? [] : [step.file];
    const { command } = step;
    const isTold = lines.includes(command) || readme.replaceAll("\n", " ").includes(`\`${command}\``);
    return isTold || BEFORE_THE_README.includes(command) ? [] : [command];
  });
}
