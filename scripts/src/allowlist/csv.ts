import { PERMISSION } from "@backstock/sdk";
import { PublicKey } from "@solana/web3.js";
import { CsvError, parse } from "csv-parse/sync";
import { BadInputError } from "../cli/badInputError";
import * as fields from "./fields";
import type { AllowlistRow } from "./row";

export const COLUMNS = ["wallet", "status", "class", "permissions", "jurisdiction", "expires_at", "identity"] as const;

type Column = (typeof COLUMNS)[number];

/** As csv-parse answers with `info`; `lines` is the line that the record ends on. */
interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/** Enough to mend a file by; one wrong column would fill a terminal otherwise. */
const MAX_PROBLEMS = 50;

/**
 * Reads an allowlist file whole, and answers its rows only where all are good: what the programs would refuse of a row is
 * refused here.
 *
 * @param text CSV (RFC 4180) in UTF-8 with a header of exactly COLUMNS, in any order
 * @throws BadInputError with a problem for each line that will not do
 */
export function parseAllowlist(text: string): AllowlistRow[] {
  const [header, ...records] = readRecords(text);
  if (header === undefined) throw new BadInputError("the allowlist is empty: expected a header and rows");
  const columns = columnsOf(header.record);

  const rows: AllowlistRow[] = [];
  const problems: string[] = [];
  const lineOfWallet = new Map<string, number>();
  for (const { record, info } of records) {
    const row = problemsInto(problems, info.lines, () => readRow(record, columns, info.lines));
    if (row === undefined) continue;
    const earlier = lineOfWallet.get(row.wallet.toBase58());
    if (earlier !== undefined) problems.push(`line ${info.lines}: wallet: it is on line ${earlier} already`);
    lineOfWallet.set(row.wallet.toBase58(), info.lines);
    rows.push(row);
  }
  if (problems.length > 0) throw tooManyProblems(problems);
  if (rows.length === 0) throw new BadInputError("the allowlist has no rows");
  return rows;
}

function readRecords(text: string): readonly CsvRecord[] {
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const;
    return parse(text, options) as unknown as readonly CsvRecord[];
  } catch (error) {
    if (error instanceof CsvError) throw new BadInputError(`the allowlist is no CSV: ${error.message}`);
    throw error;
  }
}

/** Where each column is. */
function columnsOf(header: readonly string[]): ReadonlyMap<Column, number> {
  const columns = new Map(COLUMNS.map((name) => [name, header.indexOf(name)]));
  if (header.length !== COLUMNS.length || [...columns.values()].includes(-1)) {
    throw new BadInputError(`line 1: expected the columns ${COLUMNS.join(",")}, got ${header.join(",")}`);
  }
  return columns;
}

function problemsInto<T>(problems: string[], line: number, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof fields.FieldError)) throw error;
    problems.push(`line ${line}: ${error.message}`);
    return undefined;
  }
}

function readRow(record: readonly string[], columns: ReadonlyMap<Column, number>, line: number): AllowlistRow {
  if (record.length !== columns.size) {
    throw new fields.FieldError(`expected ${columns.size} fields, got ${record.length}`);
  }
  const field = <T>(column: Column, read: (text: string) => T): T => {
    const text = record[columns.get(column) ?? -1] ?? "";
    try {
      return read(text);
    } catch (error) {
      if (error instanceof fields.FieldError) throw new fields.FieldError(`${column}: ${error.message}, got "${text}"`);
      throw error;
    }
  };
  const row = {
    line,
    wallet: field("wallet", fields.wallet),
    attributes: {
      status: field("status", fields.status),
      class: field("class", fields.holderClass),
      permissions: field("permissions", fields.permissions),
      jurisdiction: field("jurisdiction", fields.jurisdiction),
      expiresAt: field("expires_at", fields.expiresAt),
    },
    identity: field("identity", fields.identity),
  };
  checkTogether(row);
  return row;
}

/** What the compliance program asks of an entry's fields together (check_attributes). */
function checkTogether({ wallet, attributes }: AllowlistRow): void {
  if (attributes.class !== "Venue") {
    if (attributes.jurisdiction === 0) throw new fields.FieldError("jurisdiction: only a venue can be without one");
    return;
  }
  if (PublicKey.isOnCurve(wallet.toBytes())) {
    throw new fields.FieldError("class: a venue is a program's address, and this wallet has a key");
  }
  if ((attributes.permissions & PERMISSION.MINT) !== 0) {
    throw new fields.FieldError("permissions: a venue can't have mint");
  }
}

function tooManyProblems(problems: readonly string[]): BadInputError {
  const rest = problems.length - MAX_PROBLEMS;
  const shown = rest > 0 ? [...problems.slice(0, MAX_PROBLEMS), `and ${rest} more`] : problems;
  return new BadInputError(`nothing was sent: ${problems.length} of the allowlist's lines will not do`, shown);
}
