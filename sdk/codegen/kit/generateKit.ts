/** The kit entry's modules: each function of the SDK's by the same name, with kit's types, as a call of the original. */
import { Module } from "../emit/module";
import { declarationsOf, type Declarations, type FunctionDeclaration, type Parameter } from "./declarations";

export const KIT_FOLDER = "sdk/src/kit/generated";

/** Which of the SDK's modules have a counterpart of which name. */
interface Counterpart {
  readonly file: string;
  readonly about: string;
  readonly sources: readonly string[];
  /** Whether its types are of what users give, or of what they get. */
  readonly types: "FromKit" | "ForKit";
  /** Which functions; all without it. */
  readonly functions?: RegExp;
  /** Types that the kit entry has its own of. */
  readonly withoutTypes?: RegExp;
  /** Whether constants are for kit's users too. */
  readonly values?: boolean;
}

const COUNTERPARTS: readonly Counterpart[] = [
  {
    file: "types",
    about: "What the accounts, events and arguments are made of.",
    sources: ["codec/compliance/types", "codec/custody/types"],
    types: "ForKit",
    values: true,
  },
  {
    file: "accounts",
    about: "The programs' accounts, and their decoders.",
    sources: ["codec/compliance/accounts", "codec/custody/accounts"],
    types: "ForKit",
    functions: /^decode/,
    values: true,
  },
  {
    file: "events",
    about: "The programs' events.",
    sources: ["codec/compliance/events", "codec/custody/events"],
    types: "ForKit",
    functions: /^$/,
  },
  { file: "pdas", about: "The programs' addresses.", sources: ["core/pda"], types: "ForKit" },
  {
    file: "instructions",
    about: "The programs' instructions.",
    sources: ["instructions/index"],
    types: "FromKit",
    values: true,
  },
  {
    file: "fetchers",
    about: "Reading the programs' accounts from the chain.",
    sources: ["accounts/index"],
    types: "ForKit",
    withoutTypes: /Reader$|^KnownAccount$/,
  },
];

/** What the modules beside the generated ones define. */
const HAND_WRITTEN: Readonly<Record<string, string>> = { KitInstruction: "../types" };

/**
 * @param read the text of one of the SDK's modules, by its path below the repository's root
 * @returns unformatted TypeScript by path below the repository's root
 * @throws where a function is given or answers something that has no counterpart
 */
export function generateKit(read: (path: string) => string): Map<string, string> {
  const known = new Map(Object.entries(HAND_WRITTEN));
  return new Map(
    COUNTERPARTS.map((counterpart) => {
      const sources = counterpart.sources.map((source) => `sdk/src/${source}.ts`);
      const module = new Module(`${KIT_FOLDER}/${counterpart.file}.ts`, sources.join(" and "), counterpart.about);
      for (const source of counterpart.sources) {
        emit({ module, counterpart, from: `../../${source}`, known }, declarationsOf(`sdk/src/${source}.ts`, read));
      }
      return [module.path, module.text()];
    }),
  );
}

interface Target {
  readonly module: Module;
  readonly counterpart: Counterpart;
  /** Where the originals are. */
  readonly from: string;
  /** Where kit's users' types are, by name. */
  readonly known: Map<string, string>;
}

function emit(target: Target, { types, functions, values }: Declarations): void {
  const { module, counterpart, from, known } = target;
  const { functions: wanted = /^/, withoutTypes = /^$/ } = counterpart;
  for (const { name, doc } of types.filter(({ name }) => !withoutTypes.test(name))) {
    const mapped = module.useType(counterpart.types, "../types");
    module.add(`${doc}export type ${name} = ${mapped}<${original(target, name, true)}>;`);
    known.set(name, `./${counterpart.file}`);
  }
  for (const declaration of functions.filter(({ name }) => wanted.test(name))) emitFunction(target, declaration);
  if (counterpart.values === true) module.add(`export { ${values.join(", ")} } from ${JSON.stringify(from)};`);
}

/** The SDK's own of a name that the module has for kit. */
function original({ module, from }: Target, name: string, typeOnly = false): string {
  const alias = from
    .replace(/^(\.\.\/)*/, "")
    .replace(/\/index$/, "")
    .replace(/\W+(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `${module.useAll(alias, from, typeOnly)}.${name}`;
}

function emitFunction(target: Target, declaration: FunctionDeclaration): void {
  const { module } = target;
  const { name, doc, parameters, returns } = declaration;
  const reads = parameters.some(({ type }) => type === "AccountReader");
  const given = parameters.map((parameter, at) => signatureOf(target, declaration, parameter, at)).join(", ");
  const answer = returnType(target, declaration, returns);
  module.add(
    `${doc}export function ${name}(${given}): ${answer} { return ${reads ? reading(target, declaration) : calling(target, declaration)}; }`,
  );
}

/** One argument, in which fields hold the addresses. */
function calling(target: Target, { name, parameters }: FunctionDeclaration): string {
  const [parameter, ...more] = parameters;
  if (parameter === undefined || more.length > 0)
    throw new Error(`${name} has not one parameter, but ${parameters.length}`);
  return `${target.module.use("call", "../call")}(${original(target, name)}, ${parameter.name})`;
}

/** A reader, then addresses, then how sure the node must be. */
function reading(target: Target, { name, parameters }: FunctionDeclaration): string {
  const { module } = target;
  const given = parameters.flatMap(({ name: parameter, type }) => {
    switch (type) {
      case "AccountReader":
        return [`new ${module.use("RpcReader", "../rpcReader")}(rpc, commitment)`];
      case "PublicKey":
        return [`${module.use("publicKeyOf", "../publicKeyOf")}(${parameter})`];
      case "readonly PublicKey[]":
        return [`${parameter}.map((one) => ${module.use("publicKeyOf", "../publicKeyOf")}(one))`];
      case "Commitment":
        return [];
      default:
        throw new Error(`${name}: no counterpart of a parameter ${parameter}: ${type}`);
    }
  });
  return `${module.use("callReading", "../call")}(async () => ${original(target, name)}(${given.join(", ")}))`;
}

function signatureOf(
  target: Target,
  { name: owner }: FunctionDeclaration,
  { name, type }: Parameter,
  at: number,
): string {
  const { module } = target;
  switch (type) {
    case "AccountReader":
      return `rpc: ${module.useType("AccountRpc", "../rpcReader")}`;
    case "PublicKey":
      return `${name}: ${module.useType("Address", "@solana/kit")}`;
    case "readonly PublicKey[]":
      return `${name}: readonly ${module.useType("Address", "@solana/kit")}[]`;
    case "Commitment":
      return `${name}?: ${module.useType("Commitment", "@solana/kit")}`;
    case "Uint8Array":
      return `${name}: ${module.useType("ReadonlyUint8Array", "@solana/kit")}`;
    default: {
      if (target.known.get(type) === `./${target.counterpart.file}`) return `${name}: ${type}`;
      return `${name}: ${module.useType("FromKit", "../types")}<Parameters<typeof ${original(target, owner, true)}>[${at}]>`;
    }
  }
}

/** The same text, in which each type is the one for kit. */
function returnType({ module, counterpart, known }: Target, { name }: FunctionDeclaration, type: string): string {
  return type.replace(/\b[A-Z]\w*/g, (word) => {
    if (word === "Promise") return word;
    const ours = word === "TransactionInstruction" ? "KitInstruction" : word;
    const from = known.get(ours);
    if (from === undefined) throw new Error(`${name}: no counterpart of ${word}, which it answers`);
    return from === `./${counterpart.file}` ? ours : module.useType(ours, from);
  });
}
