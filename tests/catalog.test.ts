import {
  fetchAllAsset,
  fetchAllUnderlying,
  isIsin,
  isinFromBytes,
  prepareListAsset,
  rentExemptLamports,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type ListedCatalog, listCatalog, listingInput } from "../benchmarks/catalog";
import { type Cost, readCatalogCosts } from "../benchmarks/catalogTable";
import { CATALOG } from "./fixtures/xstocks/catalog";
import { LIMITS } from "./harness/listing";
import { readPage, tableRows } from "./harness/page";

/** Lamports for each signature (solana-fee-structure, 5,000 since genesis). */
const SIGNATURE_FEE = 5_000;

let catalog: ListedCatalog;
beforeAll(async () => {
  catalog = await listCatalog();
});

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe("a catalog of 78 stocks", () => {
  test("has a symbol, a valid ISIN and a mint of its own for each", () => {
    expect(CATALOG).toHaveLength(78);
    expect(CATALOG.filter(({ isin }) => !isIsin(isin))).toEqual([]);
    for (const part of ["company", "symbol", "isin", "mint"] as const) {
      expect(new Set(CATALOG.map((stock) => stock[part])).size).toBe(78);
    }
  });

  test("is listed under one issuer and one registry, each stock with its own mint, ISIN, symbol and limits", async () => {
    const { world, listed } = catalog;
    const assets = await fetchAllAsset(
      world.vm,
      listed.map(({ asset }) => asset.address),
    );
    expect(listed.map(({ stock }) => stock)).toEqual(CATALOG);
    assets.forEach((asset, i) => {
      const { stock, asset: expected } = listed[i]!;
      expect(asset).toMatchObject({
        issuer: world.issuer.address,
        mint: expected.mint,
        profile: "Hooked",
        status: "Active",
        limits: LIMITS,
        sequence: 1n,
      });
      expect(isinFromBytes(asset.isin)).toBe(stock.isin);
      expect(Buffer.from(asset.symbol).toString().replace(/\0+$/, "")).toBe(stock.symbol);
    });
    expect(world.issuer.registry).toEqual(world.registry);
  });

  test("backs every security with the one mint that was listed for it", async () => {
    const { world, listed } = catalog;
    const underlyings = await fetchAllUnderlying(
      world.vm,
      listed.map(({ asset }) => asset.underlying),
    );
    expect(underlyings.map(({ mint }) => mint)).toEqual(listed.map(({ asset }) => asset.mint));
  });

  test("has every mint's transfers checked against the one registry", async () => {
    const { world, listed } = catalog;
    const registry = Buffer.from(world.registry.address.toBytes());
    for (const { asset } of listed) {
      const validation = await world.vm.getAccount(asset.validation);
      expect(Buffer.from(validation!.data).includes(registry)).toBe(true);
    }
  });

  test("leaves nothing to be done once it is listed", async () => {
    const { world, listed } = catalog;
    for (const { stock, asset } of listed) {
      expect(await prepareListAsset(world.vm, listingInput(world, stock, asset.mint))).toEqual([]);
    }
  });
});

describe("what the catalog costs", () => {
  test("is 5,000 lamports for each signature, and exactly the rent of the accounts that were made", async () => {
    const { vm } = catalog.world;
    for (const { asset, steps, cost } of catalog.listed) {
      const { mint, address, underlying, attestation, escrow, validation } = asset;
      const accounts = await vm.getMultipleAccountsInfo([mint, address, underlying, attestation, escrow, validation]);
      const rents = accounts.map((account) => Number(rentExemptLamports(account!.data.length)));
      const signatures = sum(steps.map(({ signers }) => signers.length));
      expect(cost).toEqual({ transactions: steps.length, fees: signatures * SIGNATURE_FEE, rent: sum(rents) });
    }
  });

  test("is what the committed table says, to the lamport", () => {
    expect(catalog.costs).toEqual(readCatalogCosts());
  });
});

test("docs/costs.md says what the committed table says", () => {
  const { registry, issuer, accounts, listings, total } = readCatalogCosts();
  const rows = tableRows(readPage("docs/costs.md"));
  const digits = (number: number): string => number.toLocaleString("en");
  const cells = ({ transactions, fees, rent }: Cost): string[] => [transactions, fees, rent, fees + rent].map(digits);
  const byRent = Object.entries(listings).sort(([, a], [, b]) => a.rent - b.rent);
  const [cheapest, dearest] = [byRent[0]!, byRent.at(-1)!];
  const all = [registry, issuer, total].reduce((sums, one) => ({
    transactions: sums.transactions + one.transactions,
    fees: sums.fees + one.fees,
    rent: sums.rent + one.rent,
  }));
  expect(rows).toEqual(
    expect.arrayContaining([
      ["the registry and its log, once", ...cells(registry)],
      ["the issuer, once", ...cells(issuer)],
      [`the cheapest listing, ${cheapest[0]}`, ...cells(cheapest[1])],
      [`the dearest listing, ${dearest[0]}`, ...cells(dearest[1])],
      ["78 listings", ...cells(total)],
      ["all of it", ...cells(all)],
      ...Object.entries(accounts).map(([name, rent]) => [
        expect.stringMatching(`^\`?${name}\`?$`),
        expect.any(String),
        digits(rent),
        expect.any(String),
      ]),
    ]),
  );
});
