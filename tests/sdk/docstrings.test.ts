import { describe, expect, test } from "@jest/globals";
import ts from "typescript";

const ENTRIES = ["index", "collateral/index", "testing/index", "anchor/index"].map((entry) => `sdk/src/${entry}.ts`);

const program = ts.createProgram(ENTRIES, {
  ...ts.parseJsonConfigFileContent(
    ts.readConfigFile("tsconfig.json", (path) => ts.sys.readFile(path)).config,
    ts.sys,
    ".",
  ).options,
  noEmit: true,
});
const checker = program.getTypeChecker();

function exportsOf(entry: string): ts.Symbol[] {
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${entry} exports nothing`);
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
}

/** Functions that an entry exports, with what is written above them. */
function functionsOf(entry: string): { readonly name: string; readonly doc: string; readonly signature: string }[] {
  return exportsOf(entry).flatMap((symbol) => {
    const declaration = symbol.declarations?.find(ts.isFunctionDeclaration);
    if (declaration === undefined) return [];
    const doc = ts.displayPartsToString(symbol.getDocumentationComment(checker));
    const signatures = checker.getTypeOfSymbol(symbol).getCallSignatures();
    return [{ name: symbol.name, doc, signature: signatures.map((one) => checker.signatureToString(one)).join("; ") }];
  });
}

describe.each(ENTRIES)("%s", (entry) => {
  const functions = functionsOf(entry);

  test("exports functions", () => {
    expect(functions.length).toBeGreaterThan(0);
  });

  test("says above every exported function what it does", () => {
    expect(functions.filter(({ doc }) => doc.length < 20).map(({ name }) => name)).toEqual([]);
  });

  test("has no `any` in the signature of an exported function", () => {
    expect(functions.filter(({ signature }) => /\bany\b/.test(signature)).map(({ name }) => name)).toEqual([]);
  });
});
