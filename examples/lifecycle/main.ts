/**
 * `npm start`: the whole life of one stock token on a local chain, with the real programs.
 * `--json` prints one JSON object and nothing else. VM=bankrun (default) or VM=litesvm.
 * Exit code 0 where every step came out as it had to, 1 otherwise, 2 for an unknown option.
 */
import { parseArgs } from "node:util";
import { run } from "./run";

function wantsJson(): boolean {
  try {
    return parseArgs({ options: { json: { type: "boolean", default: false } } }).values.json;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error("usage: npm start [-- --json]");
    process.exit(2);
  }
}

process.exitCode = await run({ json: wantsJson(), print: console.log, complain: console.error });
