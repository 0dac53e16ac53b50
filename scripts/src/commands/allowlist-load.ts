import { fetchRegistryLog, findRegistryLogPda } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { type Command, InvalidArgumentError } from "commander";
import { COLUMNS, parseAllowlist } from "../allowlist/csv";
import { Journal } from "../allowlist/journal";
import { load } from "../allowlist/load";
import { Progress } from "../allowlist/progress";
import { address, readInputFile, wholeNumber } from "../cli/arguments";
import { operatorCommand, type Run } from "../cli/command";
import { EXIT } from "../cli/exitCodes";
import { type Failure, toFailure } from "../cli/failure";
import type { Outcome } from "../cli/output";
import type { CommonOptions, Session } from "../cli/session";

interface Options extends CommonOptions {
  readonly registry: PublicKey;
  readonly file: string;
  readonly inFlight: bigint;
  readonly update?: true;
}

const MAX_IN_FLIGHT = 64n;

/** Many customers at once. */
export function allowlistLoadCommand(run: Run): Command {
  const description =
    "Write a file's wallets into a registry. Given again, after a kill say, it goes on where it was. Signed by the registry's officer.";
  return operatorCommand("allowlist-load", description)
    .requiredOption("--registry <address>", "the registry's account", address)
    .requiredOption("--file <csv>", COLUMNS.join(","))
    .option("--update", "change entries that say otherwise, too; without it, only new ones are made")
    .option("--in-flight <count>", "transactions on their way at a time, 1 to 64", inFlight, 8n)
    .action(run(loadAllowlist));
}

function inFlight(text: string): bigint {
  const count = wholeNumber(text);
  if (count < 1n || count > MAX_IN_FLIGHT) throw new InvalidArgumentError(`Expected 1 to ${MAX_IN_FLIGHT}.`);
  return count;
}

async function loadAllowlist(session: Session, options: Options): Promise<Outcome> {
  const { registry, file, update = false } = options;
  const content = await readInputFile(file);
  const rows = parseAllowlist(new TextDecoder().decode(content));
  // Before any entry is read: whatever is decided from here on is a later decision than this file.
  const { sequence } = await fetchRegistryLog(session.connection, findRegistryLogPda({ registry }).address);
  const journal = update && !session.dryRun ? new Journal(file, content, registry) : undefined;
  const begun = await journal?.begin(sequence);
  if (begun?.resumed === true) session.say(`going on with the load begun at the registry's sequence ${begun.sequence}`);

  const progress = new Progress(rows.length, session.say);
  const changeUpTo = update ? (begun?.sequence ?? sequence) : undefined;
  const input = { session, registry, rows, inFlight: Number(options.inFlight), changeUpTo, progress };
  const failure = await load(input).then(
    () => undefined,
    (error: unknown) => stopped(session, error),
  );
  progress.print(true);
  // Rows that were left stay left, however often this is run, until somebody changes the file.
  if (failure === undefined && progress.left.length === 0) await journal?.end();

  const { written, asWanted, left, transactions, seconds } = progress;
  return {
    exitCode: failure?.exitCode ?? (left.length > 0 ? EXIT.rejected : EXIT.done),
    report: {
      dryRun: session.dryRun,
      registry: registry.toBase58(),
      rows: rows.length,
      written,
      asWanted,
      left: left.toSorted((a, b) => a.line - b.line),
      transactions,
      seconds: String(seconds),
      error: failure?.report,
    },
  };
}

function stopped({ signal }: Session, error: unknown): Failure {
  const failure = toFailure(error);
  return signal.aborted && error === signal.reason ? { ...failure, exitCode: EXIT.interrupted } : failure;
}
