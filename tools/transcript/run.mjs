import { spawnSync } from "node:child_process";
import { homedir } from "node:os";

/** Between what one command prints and the next: nothing prints this by itself. */
const MARK = "\u0001step\u0001";
const LONGEST_MS = 20 * 60_000;

/**
 * Runs the steps in one shell, so that `cd` holds, and stops at the first that fails.
 *
 * @param {readonly import("./page.mjs").Step[]} steps
 * @param {string} cwd where they begin
 * @param {Record<string, string>} environment beside this process's own
 * @returns {{outputs: string[], cwd: string}} what each command printed, both streams as they came, and where they ended
 */
export function runSteps(steps, cwd, environment) {
  const commands = steps.flatMap((step) => ("command" in step ? [step.command] : []));
  const script = steps.map((step) => ("command" in step ? runOf(step.command) : saveOf(step))).join("\n");
  const shell = spawnSync("bash", ["-c", `exec 2>&1\n${script}\nprintf '${MARK}%s' "$PWD"`], {
    cwd,
    env: { ...cleanEnvironment(), ...environment },
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    timeout: LONGEST_MS,
  });
  const parts = shell.stdout.split(MARK);
  if (shell.status !== 0 || parts.length !== commands.length + 2) {
    const failed = commands[parts.length - 2] ?? "the shell";
    throw new Error(`${failed}: status ${shell.status ?? "none"}\n${parts.at(-1) ?? ""}${shell.stderr}`);
  }
  return { outputs: parts.slice(1, -1), cwd: parts.at(-1) ?? "" };
}

/** @param {string} command @returns {string} */
const runOf = (command) => `printf '${MARK}'\n${command}\ncode=$?; [ $code -eq 0 ] || exit $code`;

/** @param {import("./page.mjs").File} file @returns {string} */
const saveOf = ({ file, text }) => `base64 --decode > ${file} <<< ${Buffer.from(text).toString("base64")} || exit`;

/**
 * This process's environment as the reader's shell would have it: without what npm adds for the scripts that it runs, such as
 * the settings of this repository's .npmrc, and without what makes tools draw colours or behave as in CI.
 */
function cleanEnvironment() {
  // How the machine gets at packages is the reader's too.
  const ofNpm =
    /^(npm_(lifecycle|package)_|npm_config_(?!registry$|cache$|userconfig$|globalconfig$|(https_|no)?proxy$|cafile$|strict_ssl$)|npm_command$|npm_execpath$|npm_node_execpath$|INIT_CWD$)/;
  const others = ["CI", "FORCE_COLOR", "NODE_OPTIONS", "VM", "JEST_WORKER_ID", "NODE_ENV"];
  const kept = Object.entries(process.env).filter(([name]) => !ofNpm.test(name) && !others.includes(name));
  const settings = {
    NO_COLOR: "1",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_update_notifier: "false",
  };
  return { ...Object.fromEntries(kept), HOME: homedir(), ...settings };
}
