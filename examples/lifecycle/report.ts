/** The report for people. */
import { formatAmount, toHex } from "@backstock/sdk";
import type { Step } from "./chain";
import type { ComparedRow } from "./comparison";
import type { BalanceSheet } from "./story";

const DECIMALS = 8;
const NAME_WIDTH = 54;
const OUTCOME_WIDTH = 52;

export function header(vm: string): string {
  const title = `The life of one stock token: AAPLx, on the real programs in ${vm}`;
  return [title, "", line("step", "outcome", "CU", "bytes"), "-".repeat(NAME_WIDTH + OUTCOME_WIDTH + 18)].join("\n");
}

export function stepLine({ name, ok, error, computeUnits, bytes }: Step): string {
  const outcome = error === undefined ? "done" : `refused by ${error}`;
  const [units, size] = bytes === 0 ? ["", ""] : [computeUnits.toLocaleString("en-US"), String(bytes)];
  return line(name, ok ? (bytes === 0 ? "true" : outcome) : `UNEXPECTED: ${outcome}`, units, size);
}

export function comparison(rows: readonly ComparedRow[], exact: readonly [string, string]): string {
  const table = rows.map(({ what, real, ours }) => `  ${what.padEnd(38)}${real.padEnd(28)}${ours}`);
  const title = `  ${"".padEnd(38)}${"real AAPLx".padEnd(28)}ours`;
  const digits = [`  exactly ${exact[0]}`, `       -> ${exact[1]}`];
  return ["", "Beside the real account on mainnet:", title, ...table, ...digits].join("\n");
}

export function balanceSheet(sheet: BalanceSheet): string {
  const row = (what: string, raw: bigint): string =>
    `  ${what.padEnd(38)}${formatAmount(raw, DECIMALS).padStart(14)}   ${String(raw).padStart(16)} raw`;
  return [
    "",
    "Balance sheet:",
    row("shares attested", sheet.attestedShares),
    row("tokens in supply", sheet.supply),
    row("tokens in supply, replayed from events", sheet.replayedSupply),
    row("of these in escrow", sheet.escrowed),
    `  reserve report, sha256 on chain        ${toHex(sheet.reportSha256)}`,
  ].join("\n");
}

function line(name: string, outcome: string, units: string, bytes: string): string {
  return `${name.padEnd(NAME_WIDTH)}  ${outcome.padEnd(OUTCOME_WIDTH)}${units.padStart(8)}${bytes.padStart(8)}`;
}
