/** From the texts of the IDLs to the texts of all generated files. No file is read or written here. */
import { buildProgram } from "./buildProgram";
import { emitAccounts } from "./emit/accounts";
import { emitAnchorIdl } from "./emit/anchorIdl";
import { emitEvents } from "./emit/events";
import { emitFacts } from "./emit/facts";
import { emitFetchers, emitKinds } from "./emit/fetchers";
import { emitInstructions } from "./emit/instructions";
import { emitMetas } from "./emit/metas";
import { Module } from "./emit/module";
import { emitProgram } from "./emit/program";
import { emitLayouts, emitTypes } from "./emit/types";
import { type Idl, parseIdl } from "./idl";

/** Folders below the repository's root that hold generated files. */
export const GENERATED_FOLDERS = [
  "sdk/src/generated",
  "sdk/src/codec",
  "sdk/src/accounts/generated",
  "sdk/src/anchor/generated",
];

/**
 * @param sources path (as the header names it) and text of each IDL
 * @returns unformatted TypeScript by path below the repository's root
 * @throws where an IDL holds something that can't be represented, or two files would export the same name
 */
export function generate(sources: ReadonlyMap<string, string>): Map<string, string> {
  const files = new Map<string, string>();
  const owners = new Map<string, string>();
  const idls = [...sources].map(([source, text]) => ({ source, idl: parseIdl(text) }));
  const shared = repeated(idls.flatMap(({ idl }) => idl.instructions.map(({ name }) => name)));
  for (const { source, idl } of idls) {
    for (const module of programModules(source, idl, shared)) {
      if (module.isEmpty) continue;
      const content = module.text();
      files.set(module.path, content);
      for (const [, name] of content.matchAll(/^export (?:async )?(?:const|function|type|interface) (\w+)/gm)) {
        const owner = owners.get(name as string);
        if (owner !== undefined) throw new Error(`${name} would be exported by ${owner} and by ${module.path}`);
        owners.set(name as string, module.path);
      }
    }
  }
  return files;
}

function repeated(names: readonly string[]): Set<string> {
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

function programModules(source: string, idl: Idl, shared: ReadonlySet<string>): Module[] {
  const program = buildProgram(idl, shared);
  const { name } = program;
  const module = (path: string, about: string, emit: (module: Module) => void): Module => {
    const made = new Module(path, source, about);
    emit(made);
    return made;
  };

  const codec = `sdk/src/codec/${name}`;
  const parts = [
    module(`${codec}/types.ts`, `What the accounts, events and arguments of ${name} are made of.`, (to) =>
      emitTypes(program, to),
    ),
    module(`${codec}/accounts.ts`, `Accounts of ${name}.`, (to) => emitAccounts(program, to)),
    module(`${codec}/instructions.ts`, `Instruction data of ${name}.`, (to) => emitInstructions(program, to)),
    module(`${codec}/metas.ts`, `The accounts that each instruction of ${name} takes, in order.`, (to) =>
      emitMetas(program, to),
    ),
    module(`${codec}/events.ts`, `Events of ${name}.`, (to) => emitEvents(program, to)),
  ].filter((part) => !part.isEmpty);
  return [
    ...parts,
    module(`${codec}/facts.ts`, `The few fields of accounts of ${name} that a lender decides by.`, (to) =>
      emitFacts(program, to),
    ),
    module(`${codec}/layouts.ts`, `How the types of ${name} that take more than a byte are read and written.`, (to) =>
      emitLayouts(program, to),
    ),
    module(`${codec}/index.ts`, `The codec of ${name}.`, (to) =>
      to.add(parts.map(({ path }) => `export * from "./${path.slice(codec.length + 1, -".ts".length)}";`).join("\n")),
    ),
    module(`sdk/src/generated/${name}.ts`, `Address and errors of ${name}.`, (to) => emitProgram(program, to)),
    module(`sdk/src/accounts/generated/${name}.ts`, `Reading the accounts of ${name} from the chain.`, (to) =>
      emitFetchers(program, to),
    ),
    module(`sdk/src/accounts/generated/${name}Kinds.ts`, `The kinds of account that are of ${name}.`, (to) =>
      emitKinds(program, to),
    ),
    module(`sdk/src/anchor/generated/${name}.ts`, `The IDL of ${name} for users of Anchor.`, (to) =>
      emitAnchorIdl(idl, to),
    ),
  ];
}
