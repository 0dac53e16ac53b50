import { EXIT, type ExitCode } from "./exitCodes";
import type { Failure } from "./failure";
import type { Terminal } from "./terminal";
import type { Report, Value } from "./values";

/** What a command has to say at its end. */
export interface Outcome {
  readonly exitCode: ExitCode;
  readonly report: Report;
}

/** Bigints as decimal strings, since JSON's numbers lose digits above 2^53. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? part.toString() : part));
}

/** JSON: one object and nothing else, `ok` first. Else a line for each value. */
export function printOutcome(terminal: Terminal, json: boolean, { exitCode, report }: Outcome): void {
  terminal.out(json ? toJson({ ok: exitCode === EXIT.done, ...report }) : lines(report).join("\n"));
}

/** JSON: the same object as an outcome's, with `error`. Else the message, on stderr. */
export function printFailure(terminal: Terminal, json: boolean, { exitCode, report }: Failure): void {
  if (json) terminal.out(toJson({ ok: false, exitCode, error: report }));
  else terminal.err(`error: ${report.message}`);
}

function lines(report: Report, indent = ""): string[] {
  const entries = Object.entries(report).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  const width = Math.max(0, ...entries.map(([name]) => inWords(name).length));
  return entries.flatMap(([name, value]) => {
    const label = `${indent}${inWords(name).padEnd(width)}`;
    if (isReport(value)) return [label.trimEnd(), ...lines(value, `${indent}  `)];
    if (isList(value)) return [`${label}  ${value.length}`, ...value.map((item) => `${indent}  ${inLine(item)}`)];
    return [`${label}  ${inLine(value)}`];
  });
}

/** A value without line breaks. */
function inLine(value: Value | undefined): string {
  if (value === null || value === undefined) return "none";
  if (isList(value)) return value.map(inLine).join(", ");
  if (!isReport(value)) return String(value);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return fields.map(([name, field]) => `${inWords(name)} ${inLine(field)}`).join(", ");
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isReport(value: Value): value is Report {
  return typeof value === "object" && value !== null && !isList(value);
}

/** camelCase in words. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What a command that has done its work reports; with --dry-run, that it would. */
export function done({ dryRun }: { readonly dryRun: boolean }, report: Report): Outcome {
  return { exitCode: EXIT.done, report: { dryRun, ...report } };
}
