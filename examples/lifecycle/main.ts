/**
 * `npm start`: the whole life of one stock token on a local chain, with the real programs.
 * `--json` prints one JSON object and nothing else. VM=bankrun (default) or VM=litesvm.
 * Exit code 0 where every step came out as it had to, 1 otherwise, 2 for an unknown option.
 */
import { startVm } from "@backstock/sdk/testing";
import { parseArgs } from "node:util";
import { realApple } from "./apple";
import { castPeople } from "./cast";
import { Chain, UnexpectedOutcome } from "./chain";
import { compareMints, exactChange } from "./comparison";
import * as report from "./report";
import { tellStory, type BalanceSheet } from "./story";

const SOL = 1_000_000_000n;

function wantsJson(): boolean {
  try {
    return parseArgs({ options: { json: { type: "boolean", default: false } } }).values.json;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error("usage: npm start [-- --json]");
    process.exit(2);
  }
}

async function main(json: boolean): Promise<number> {
  const say = (text: string): void => {
    if (!json) console.log(text);
  };
  const cast = castPeople();
  const vm = await startVm({ accounts: [realApple] });
  await vm.fund(cast.payer.publicKey, 100n * SOL);
  const chain = new Chain(vm, cast.payer, (step) => say(report.stepLine(step)));

  say(report.header(vm.kind));
  let sheet: BalanceSheet | undefined;
  try {
    sheet = await tellStory(chain, cast);
  } catch (error) {
    if (!(error instanceof UnexpectedOutcome)) throw error;
    console.error(`not as expected: ${error.message}`);
  }
  if (sheet !== undefined) {
    say(
      report.comparison(
        await compareMints(vm, realApple.address, cast.mint.publicKey),
        await exactChange(vm, realApple.address),
      ),
    );
    say(report.balanceSheet(sheet));
  }
  if (json) console.log(JSON.stringify({ vm: vm.kind, steps: chain.steps, ...toStrings(sheet) }));
  return sheet === undefined ? 1 : 0;
}

type RawAmount = "supply" | "attestedShares" | "escrowed" | "replayedSupply";

/** Raw amounts as decimal strings; null where the story was cut short. */
function toStrings(sheet: BalanceSheet | undefined): Record<RawAmount, string | null> {
  const text = (key: RawAmount): string | null => (sheet === undefined ? null : String(sheet[key]));
  return {
    supply: text("supply"),
    attestedShares: text("attestedShares"),
    escrowed: text("escrowed"),
    replayedSupply: text("replayedSupply"),
  };
}

process.exitCode = await main(wantsJson());
