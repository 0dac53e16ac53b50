/** Tells the story on a fresh local chain and reports it, for a person or for a program. */
import { startVm } from "@backstock/sdk/testing";
import { realApple } from "./apple";
import { castPeople, type Cast } from "./cast";
import { Chain, UnexpectedOutcome } from "./chain";
import { compareMints, exactChange } from "./comparison";
import * as report from "./report";
import { tellStory, type BalanceSheet } from "./story";

const SOL = 1_000_000_000n;

export interface RunOptions {
  /** One JSON object instead of the report. */
  readonly json: boolean;
  /** Takes the lines of the report, or the JSON. */
  readonly print: (text: string) => void;
  /** Takes what was not as expected. */
  readonly complain: (text: string) => void;
}

/** @returns the exit code: 0 where every step came out as it had to, 1 otherwise */
export async function run(
  { json, print, complain }: RunOptions,
  story: (chain: Chain, cast: Cast) => Promise<BalanceSheet> = tellStory,
): Promise<number> {
  const say = (text: string): void => {
    if (!json) print(text);
  };
  const cast = castPeople();
  const vm = await startVm({ accounts: [realApple] });
  await vm.fund(cast.payer.publicKey, 100n * SOL);
  const chain = new Chain(vm, cast.payer, (step) => say(report.stepLine(step)));

  say(report.header(vm.kind));
  const sheet = await story(chain, cast).catch((error: unknown) => {
    if (!(error instanceof UnexpectedOutcome)) throw error;
    complain(`not as expected: ${error.message}`);
    return undefined;
  });
  if (json) {
    print(JSON.stringify({ vm: vm.kind, steps: chain.steps, ...rawAmounts(sheet) }));
  } else if (sheet !== undefined) {
    const [real, ours] = [realApple.address, cast.mint.publicKey];
    say(report.comparison(await compareMints(vm, real, ours), await exactChange(vm, real)));
    say(report.balanceSheet(sheet));
  }
  return sheet === undefined ? 1 : 0;
}

type RawAmount = "supply" | "attestedShares" | "escrowed" | "replayedSupply";

/** Decimal strings; null where the story was cut short. */
function rawAmounts(sheet: BalanceSheet | undefined): Record<RawAmount, string | null> {
  const text = (key: RawAmount): string | null => (sheet === undefined ? null : String(sheet[key]));
  return {
    supply: text("supply"),
    attestedShares: text("attestedShares"),
    escrowed: text("escrowed"),
    replayedSupply: text("replayedSupply"),
  };
}
