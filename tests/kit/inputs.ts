/**
 * Inputs for whatever function takes an object, made by walking the type that the compiler finds: each as a user of web3.js gives it and as one of kit
 * does. No list of fields is kept here, so that one the kit entry has forgotten is not forgotten here too.
 */
import { PublicKey } from "@solana/web3.js";
import { address, createNoopSigner, type TransactionSigner } from "@solana/kit";
import fc from "fast-check";
import ts from "typescript";

export interface Pair {
  readonly web3: unknown;
  readonly kit: unknown;
  /** Those that the kit's value has in place of addresses. */
  readonly signers: readonly TransactionSigner[];
}

const same = (value: unknown): Pair => ({ web3: value, kit: value, signers: [] });

const key = fc.tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.boolean()).map(([bytes, isSigner]): Pair => {
  const web3 = new PublicKey(bytes);
  const signer = createNoopSigner(address(web3.toBase58()));
  return isSigner ? { web3, kit: signer, signers: [signer] } : { web3, kit: signer.address, signers: [] };
});

// Mostly what every integer's type takes: what a builder refuses, it has to refuse here as there.
const integer = fc.oneof(
  { arbitrary: fc.bigInt({ min: 1n, max: 1_000n }), weight: 20 },
  { arbitrary: fc.bigInt({ min: -1n, max: 2n ** 64n }), weight: 1 },
);
/** Digests, ids and references have 32 bytes. */
const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
/** Texts of which not every one is good. */
const TEXTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  isin: fc.constantFrom("US0378331005", "CH0038863350", "US0378331006"),
};
const text = fc.string({ unit: fc.constantFrom("A", "b", "é", "7"), maxLength: 8 });

export class InputTypes {
  private readonly checker: ts.TypeChecker;
  private readonly program: ts.Program;

  /** @param modules files of the SDK's sources whose functions are asked for */
  constructor(private readonly modules: readonly string[]) {
    const { config } = ts.readConfigFile("sdk/tsconfig.json", (path) => ts.sys.readFile(path)) as { config: unknown };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, "sdk");
    this.program = ts.createProgram(modules, options);
    this.checker = this.program.getTypeChecker();
  }

  /** Every exported function that takes one object and is called so, with values for that. */
  functions(names: RegExp): { readonly name: string; readonly inputs: fc.Arbitrary<Pair> }[] {
    return this.modules.flatMap((path) => {
      const source = this.program.getSourceFile(path);
      const module = source && this.checker.getSymbolAtLocation(source);
      if (module === undefined) throw new Error(`${path} is no module`);
      return this.checker
        .getExportsOfModule(module)
        .filter(({ name }) => names.test(name))
        .map((symbol) => ({ name: symbol.name, inputs: this.inputsOf(symbol) }));
    });
  }

  private inputsOf(symbol: ts.Symbol): fc.Arbitrary<Pair> {
    const [signature] = this.checker.getTypeOfSymbol(symbol).getCallSignatures();
    const [input, ...more] = signature?.parameters ?? [];
    if (input === undefined || more.length > 0) throw new Error(`${symbol.name} does not take one object`);
    return this.values(this.checker.getTypeOfSymbol(input), symbol.name);
  }

  private values(type: ts.Type, name: string): fc.Arbitrary<Pair> {
    if (type.isUnion() && !(type.flags & ts.TypeFlags.Boolean)) {
      return fc.oneof(...type.types.map((member) => this.values(member, name)));
    }
    if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null)) {
      return fc.constant(same(type.flags & ts.TypeFlags.Null ? null : undefined));
    }
    if (type.isStringLiteral()) return fc.constant(same(type.value));
    if (type.flags & ts.TypeFlags.BigInt) return integer.map(same);
    if (type.flags & ts.TypeFlags.Number) return fc.nat({ max: 9 }).map(same);
    if (type.flags & ts.TypeFlags.String) return (TEXTS[name] ?? text).map(same);
    if (type.flags & ts.TypeFlags.BooleanLike) return fc.boolean().map(same);
    const symbol = type.getSymbol()?.name;
    if (symbol === "PublicKey") return key;
    if (symbol === "Uint8Array") return bytes.map(same);
    if (this.checker.isArrayLikeType(type)) return this.list(type, name);
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.object(type);
    throw new Error(`no values for ${name}: ${this.checker.typeToString(type)}`);
  }

  private list(type: ts.Type, name: string): fc.Arbitrary<Pair> {
    const [item] = this.checker.getTypeArguments(type as ts.TypeReference);
    if (item === undefined) throw new Error(`${name} is a list of nothing`);
    return fc.array(this.values(item, name), { minLength: 1, maxLength: 4 }).map(together);
  }

  private object(type: ts.Type): fc.Arbitrary<Pair> {
    const fields = type.getProperties().map((property) => {
      const values = this.values(this.checker.getTypeOfSymbol(property), property.name);
      const isOptional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      return isOptional ? fc.option(values, { nil: undefined }) : values;
    });
    return fc.tuple(...fields).map((pairs) => {
      const given = type.getProperties().flatMap(({ name }, at) => {
        const pair = pairs[at];
        return pair === undefined ? [] : [{ name, pair }];
      });
      return {
        web3: Object.fromEntries(given.map(({ name, pair }) => [name, pair.web3])),
        kit: Object.fromEntries(given.map(({ name, pair }) => [name, pair.kit])),
        signers: given.flatMap(({ pair }) => pair.signers),
      };
    });
  }
}

function together(pairs: readonly Pair[]): Pair {
  return {
    web3: pairs.map(({ web3 }) => web3),
    kit: pairs.map(({ kit }) => kit),
    signers: pairs.flatMap(({ signers }) => signers),
  };
}
