import { Command, InvalidArgumentError, Option } from "commander";
import { wholeNumber } from "./arguments";
import type { Outcome } from "./output";
import type { CommonOptions, Session } from "./session";

/** Makes of what a command does the action that commander calls. */
export type Run = <O extends CommonOptions>(
  act: (session: Session, options: O) => Promise<Outcome>,
) => (options: O) => Promise<void>;

/** A command with the options that all have. */
export function operatorCommand(name: string, description: string): Command {
  const rpc = new Option("--rpc <url>", "JSON-RPC endpoint of a node").env("BACKSTOCK_RPC_URL").makeOptionMandatory();
  const commitment = new Option("--commitment <level>", "when a landed transaction counts")
    .choices(["confirmed", "finalized"])
    .default("confirmed");
  return new Command(name)
    .description(description)
    .addOption(rpc)
    .option("--keypair <file>", "key file of a signer; give it once for each", collect, [])
    .option("--fee-payer <file>", "key file of who pays the fee and the rent; by default whoever acts")
    .option("--dry-run", "simulate only; needs no key where the chain names the signers")
    .option("--json", "print one JSON object; amounts are strings")
    .addOption(commitment)
    .option("--compute-unit-price <micro-lamports>", "priority fee for each compute unit", price)
    .allowExcessArguments(false);
}

function collect(file: string, files: readonly string[]): string[] {
  return [...files, file];
}

function price(text: string): bigint {
  const value = wholeNumber(text);
  if (value === 0n) throw new InvalidArgumentError("Leave it out for none.");
  return value;
}
