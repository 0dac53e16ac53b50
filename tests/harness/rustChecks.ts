/** What the Rust of an instruction can refuse, read from its text: good enough to hold the docs to it, no compiler. */
import { readdirSync, readFileSync } from "node:fs";

export type Program = "compliance" | "custody";

interface RustFunction {
  readonly file: string;
  /** The type whose method it is. */
  readonly owner: string | undefined;
  readonly name: string;
  readonly body: string;
}

interface Crate {
  /** Text by path, without comments. */
  readonly files: ReadonlyMap<string, string>;
  readonly functions: readonly RustFunction[];
}

const CRATES: Readonly<Record<Program, Crate>> = { compliance: readCrate("compliance"), custody: readCrate("custody") };

/** An error, or a call: `map_err(Type::name)`, `Type::name(`, `.name(`, `name(`. */
const STEP =
  /(?:Custody|Compliance)Error::([A-Z]\w+)|\.map_err\((?:(\w+)::)?(\w+)\)|(?:(\w+)::)?(\.)?\b([a-z]\w*)(?:::<[^>]*>)?\(/g;

/** The errors of an instruction's account constraints, in the order in which they are checked. */
export function constraintsOf(program: Program, instruction: string): string[] {
  return matches(accountsText(program, instruction), /@ \w+Error::(\w+)/g);
}

/** Every error that the instruction names, in the order in which its text comes to it, the functions that it calls included; each once. */
export function errorsOf(program: Program, instruction: string): string[] {
  const handler = handlerOf(program, instruction);
  return [...new Set([...constraintsOf(program, instruction), ...errorsIn(program, handler, [])])];
}

/** The events that the instruction's own file emits. */
export function eventsOf(program: Program, instruction: string): string[] {
  return matches(textOf(program, instruction), /emit!\((\w+) \{/g);
}

/** The hook is called by the SPL interface's discriminator, before Anchor's dispatch. */
function handlerOf(program: Program, instruction: string): RustFunction {
  const [file, name] = instruction === "execute" ? ["hook.rs", "answer_execute"] : [pathOf(instruction), instruction];
  const handler = CRATES[program].functions.find((one) => one.file === file && one.name === name);
  if (handler === undefined) throw new Error(`no function ${name} in ${file} of ${program}`);
  return handler;
}

function errorsIn(program: Program, within: RustFunction, callers: readonly RustFunction[]): string[] {
  return Array.from(within.body.matchAll(STEP)).flatMap(([, error, ofType, mapped, type, dot, called]) => {
    if (error !== undefined) return [error];
    const callee = resolve(program, within, mapped ?? called ?? "", ofType ?? type, dot !== undefined);
    if (callee === undefined || callee === within || callers.includes(callee)) return [];
    const home = CRATES[program].functions.includes(callee) ? program : "compliance";
    return errorsIn(home, callee, [...callers, within]);
  });
}

/** The function of ours that a call means: of the type named, of this file, or the only one of that name; none where it is somebody else's. */
function resolve(
  program: Program,
  caller: RustFunction,
  name: string,
  type: string | undefined,
  isMethod: boolean,
): RustFunction | undefined {
  if (type === "cpi") return undefined; // another program, with its own page
  const isWanted = (one: RustFunction): boolean => {
    if (one.name !== name) return false;
    if (type !== undefined && /^[A-Z]/.test(type)) return one.owner === type;
    return isMethod === (one.owner !== undefined);
  };
  const wanted = CRATES[program].functions.filter(isWanted);
  if (wanted.length === 0 && program === "custody") return resolve("compliance", caller, name, type, isMethod);
  const near = wanted.filter(({ file }) => file === caller.file);
  const [first, ...others] = near.length > 0 ? near : wanted;
  return others.length === 0 ? first : undefined;
}

/** The struct of accounts that the handler takes; several instructions may share one. */
function accountsText(program: Program, instruction: string): string {
  const [, accounts] = /&mut Context<(\w+)>/.exec(textOf(program, instruction)) ?? [];
  for (const text of CRATES[program].files.values()) {
    const start = text.indexOf(`pub struct ${accounts} {`);
    if (start >= 0) return block(text, start);
  }
  throw new Error(`no accounts of ${instruction}`);
}

function textOf(program: Program, instruction: string): string {
  return CRATES[program].files.get(pathOf(instruction)) ?? "";
}

function pathOf(instruction: string): string {
  return `instructions/${instruction}.rs`;
}

function readCrate(program: Program): Crate {
  const root = `programs/${program}/src`;
  const paths = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (path) => path.endsWith(".rs") && path !== "lib.rs",
  );
  const files = new Map(paths.map((path) => [path, readFileSync(`${root}/${path}`, "utf8").replace(/\/\/.*/g, "")]));
  return { files, functions: [...files].flatMap(([file, text]) => functionsIn(file, text)) };
}

function functionsIn(file: string, text: string): RustFunction[] {
  const impls = Array.from(text.matchAll(/^impl\b[^{]*?(\w+)(?:<[^>{]*>)? \{/gm), ({ index, 1: owner }) => ({
    owner,
    start: index,
    end: index + block(text, index).length,
  }));
  return Array.from(text.matchAll(/\bfn (\w+)\b/g), ({ index, 1: name = "" }) => {
    const owner = impls.find(({ start, end }) => start < index && index < end)?.owner;
    return { file, owner, name, body: block(text, index).replaceAll("Self::", `${owner}::`) };
  });
}

/** From the first brace behind `start` to the one that closes it. */
function block(text: string, start: number): string {
  const open = text.indexOf("{", start);
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return text.slice(open, at + 1);
  }
  throw new Error("a brace is not closed");
}

function matches(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, found = ""]) => found);
}
