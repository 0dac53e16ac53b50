/** What a module exports, read from its text: no type is worked out here, the compiler checks what is made of it. */
import ts from "typescript";

export interface Parameter {
  readonly name: string;
  readonly type: string;
}

export interface FunctionDeclaration {
  readonly name: string;
  readonly doc: string;
  readonly parameters: readonly Parameter[];
  readonly returns: string;
}

export interface Declarations {
  readonly functions: readonly FunctionDeclaration[];
  readonly types: readonly { readonly name: string; readonly doc: string }[];
  readonly values: readonly string[];
}

const NOTHING: Declarations = { functions: [], types: [], values: [] };

/** @param read the text of a module by its path, which a relative import without its ending leads to */
export function declarationsOf(path: string, read: (path: string) => string): Declarations {
  const source = ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest, true);
  const target = (specifier: string): string => {
    const file = new URL(specifier, `file:///${path}`).pathname.slice(1);
    return `${file}.ts`;
  };
  return merge(
    source.statements.map((statement) => {
      if (ts.isExportDeclaration(statement)) return reexported(statement, source, target, read);
      return isExported(statement) ? declared(statement, source) : NOTHING;
    }),
  );
}

/** `export * from` and `export { a, type B } from` a file of the SDK; folders are other entries of the kit's list. */
function reexported(
  { moduleSpecifier, exportClause }: ts.ExportDeclaration,
  source: ts.SourceFile,
  target: (specifier: string) => string,
  read: (path: string) => string,
): Declarations {
  const specifier = moduleSpecifier?.getText(source).slice(1, -1) ?? "";
  if (!specifier.startsWith("./")) return NOTHING;
  const all = declarationsOf(target(specifier), read);
  if (exportClause === undefined || !ts.isNamedExports(exportClause)) return all;
  const names = new Set(exportClause.elements.map(({ name }) => name.text));
  return {
    functions: all.functions.filter(({ name }) => names.has(name)),
    types: all.types.filter(({ name }) => names.has(name)),
    values: all.values.filter((name) => names.has(name)),
  };
}

function declared(statement: ts.Statement, source: ts.SourceFile): Declarations {
  const doc = docOf(statement, source);
  if (ts.isFunctionDeclaration(statement) && statement.name) {
    const parameters = statement.parameters.map(({ name, type }) => ({
      name: name.getText(source),
      type: type?.getText(source) ?? "",
    }));
    const returns = statement.type?.getText(source) ?? "";
    return { ...NOTHING, functions: [{ name: statement.name.text, doc, parameters, returns }] };
  }
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) {
    return { ...NOTHING, types: [{ name: statement.name.text, doc }] };
  }
  if (ts.isVariableStatement(statement)) {
    return { ...NOTHING, values: statement.declarationList.declarations.map(({ name }) => name.getText(source)) };
  }
  return NOTHING;
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some(isExportKeyword);
}

function isExportKeyword({ kind }: ts.Node): boolean {
  return kind === ts.SyntaxKind.ExportKeyword;
}

/** The comment right above a declaration, with the line break behind it; the header of a file is none. */
function docOf(statement: ts.Statement, source: ts.SourceFile): string {
  const last = ts.getJSDocCommentsAndTags(statement).findLast(ts.isJSDoc);
  return last === undefined ? "" : `${last.getText(source)}\n`;
}

function merge(parts: readonly Declarations[]): Declarations {
  return {
    functions: parts.flatMap(({ functions }) => functions),
    types: parts.flatMap(({ types }) => types),
    values: parts.flatMap(({ values }) => values),
  };
}
