// IDLs, written by Anchor's own builder from the programs, and cut down to what is each program's own.
import { isDeepStrictEqual } from "node:util";
import { cache, root, run } from "./environment.mjs";

/**
 * The parts of an IDL (Anchor's spec 0.1.0) that are read here.
 * @typedef {{name: string}} Named
 * @typedef {Named & {code: number}} IdlError
 * @typedef {{address: string, instructions: unknown[], accounts?: Named[], events?: Named[], errors?: IdlError[], constants?: unknown[], types?: Named[]}} Idl
 */

/**
 * @param {string} name of a program
 * @param {string} builder path of the tool `idl`
 * @returns {Idl}
 */
export function buildIdl(name, builder) {
  const env = { CARGO_TARGET_DIR: `${cache}target-idl` };
  /** @type {Idl} */
  const idl = JSON.parse(run(builder, [`${root}programs/${name}`], { env }));
  idl.errors?.sort((a, b) => a.code - b.code);
  return idl;
}

/**
 * Takes out of a program's IDL what belongs to the program that it calls: Anchor lists every account that it reads as its own.
 * @param {Idl} idl
 * @param {Idl} callee
 * @returns {Idl}
 */
export function withoutCallee(idl, callee) {
  /** @template {Named} T @param {T[] | undefined} mine @param {T[] | undefined} theirs */
  const own = (mine = [], theirs = []) => mine.filter((one) => !theirs.some((other) => isDeepStrictEqual(one, other)));
  const rest = {
    ...idl,
    accounts: own(idl.accounts, callee.accounts),
    events: own(idl.events, callee.events),
    errors: own(idl.errors, callee.errors),
    types: own(idl.types, callee.types),
  };
  // A type of the callee's stays where something of the program's own is made of it.
  const types = idl.types ?? [];
  const parts = referredTypes(rest, types);
  return { ...rest, types: types.filter((type) => rest.types.includes(type) || parts.has(type.name)) };
}

/**
 * The names of the types that a part of an IDL refers to, directly or through other types; a reference is {"defined": {"name"}}.
 * @param {any} part
 * @param {Named[]} types
 * @param {Set<string>} [found]
 */
function referredTypes(part, types, found = new Set()) {
  if (typeof part !== "object" || part === null) return found;
  const name = part.defined?.name;
  if (name !== undefined && !found.has(name)) {
    found.add(name);
    referredTypes(
      types.find((type) => type.name === name),
      types,
      found,
    );
  }
  Object.values(part).forEach((inner) => referredTypes(inner, types, found));
  return found;
}
