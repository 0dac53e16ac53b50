import { join } from "node:path";
import { expect, jest, test } from "@jest/globals";
import ts from "typescript";

/** Packages that belong to the other entries: most users of the main one have not installed them. */
const ELSEWHERE = ["@coral-xyz/anchor", "litesvm", "@solana/kit", "solana-bankrun"];

/** What an entry exports where none of those packages can be loaded. */
async function importAlone(load: () => Promise<object>): Promise<string[]> {
  const names: string[] = [];
  await jest.isolateModulesAsync(async () => {
    for (const name of ELSEWHERE) {
      jest.doMock(name, () => {
        throw new Error(`${name} was loaded`);
      });
    }
    names.push(...Object.keys(await load()));
  });
  return names;
}

test("the main entry loads neither Anchor nor a local VM", async () => {
  await expect(importAlone(() => import("@backstock/sdk/anchor"))).rejects.toThrow("@coral-xyz/anchor was loaded");
  expect(await importAlone(() => import("@backstock/sdk"))).toContain("prepareTransfer");
});

test("the main entry exports the names that it is known to, types included", () => {
  const index = join(__dirname, "../../sdk/src/index.ts");
  const moduleResolution = ts.ModuleResolutionKind.Bundler;
  const program = ts.createProgram([index], { module: ts.ModuleKind.ESNext, moduleResolution, types: [], noLib: true });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(index);
  const entry = source && checker.getSymbolAtLocation(source);
  if (entry === undefined) throw new Error("the main entry exports nothing");

  const names: Record<"values" | "types", string[]> = { values: [], types: [] };
  for (const symbol of checker.getExportsOfModule(entry)) {
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
    const { flags } = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
    names[flags & ts.SymbolFlags.Value ? "values" : "types"].push(symbol.name);
  }
  expect({ values: names.values.sort(), types: names.types.sort() }).toMatchSnapshot();
});
