/** The committed table: what every transaction costs, by local VM, instruction and path. */
import type { VmKind } from "@backstock/sdk/testing";
import { readFileSync, writeFileSync } from "node:fs";

export interface Figures {
  /** Used by the transaction, what it calls included; for `execute` the hook's own. */
  readonly computeUnits: number;
  /** On the wire, signatures included. */
  readonly bytes: number;
}

/** By instruction, then by path. */
export type Rows = Readonly<Record<string, Readonly<Record<string, Figures>>>>;

export type Table = Readonly<Record<VmKind, Rows>>;

const FILE = new URL("compute-units.json", import.meta.url);

export function readTable(): Table {
  return JSON.parse(readFileSync(FILE, "utf8")) as Table;
}

/** One line for each row, as prettier leaves it. */
export function writeTable(table: Table): void {
  const figures = /\{\s+("computeUnits": \d+),\s+("bytes": \d+)\s+\}/g;
  writeFileSync(FILE, `${JSON.stringify(table, null, 2).replace(figures, "{ $1, $2 }")}\n`);
}

/** A row and where it stands. */
export interface NamedRow extends Figures {
  /** "mint_deposit: multiplier 1" */
  readonly name: string;
  readonly instruction: string;
  readonly path: string;
}

export function listRows(rows: Rows): NamedRow[] {
  return Object.entries(rows).flatMap(([instruction, paths]) =>
    Object.entries(paths).map(([path, figures]) => ({
      name: `${instruction}: ${path}`,
      instruction,
      path,
      ...figures,
    })),
  );
}
