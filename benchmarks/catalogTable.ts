/** The committed table: what it costs to list a catalog of stocks. The same on both local VMs. */
import { readFileSync, writeFileSync } from "node:fs";

export interface Cost {
  readonly transactions: number;
  /** Lamports for signatures. */
  readonly fees: number;
  /** Lamports that the accounts made hold. */
  readonly rent: number;
}

export interface CatalogCosts {
  /** Once. */
  readonly registry: Cost;
  /** Once. */
  readonly issuer: Cost;
  /** Rent of each account that every listing makes, in lamports; that of the mint depends on its texts. */
  readonly accounts: Readonly<Record<string, number>>;
  /** By symbol. */
  readonly listings: Readonly<Record<string, Cost>>;
  /** Of the listings. */
  readonly total: Cost;
}

const FILE = new URL("catalog.json", import.meta.url);

export function readCatalogCosts(): CatalogCosts {
  return JSON.parse(readFileSync(FILE, "utf8")) as CatalogCosts;
}

/** One line for each cost, as prettier leaves it. */
export function writeCatalogCosts(costs: CatalogCosts): void {
  const cost = /\{\s+("transactions": \d+),\s+("fees": \d+),\s+("rent": \d+)\s+\}/g;
  writeFileSync(FILE, `${JSON.stringify(costs, null, 2).replace(cost, "{ $1, $2, $3 }")}\n`);
}
