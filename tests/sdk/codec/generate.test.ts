import { readFileSync } from "node:fs";
import { generate } from "../../../sdk/codegen/generate";
import { camelCase, pascalCase, screamingCase, screamingPlural } from "../../../sdk/codegen/names";
import { programs } from "./idlShapes";

interface Sketch {
  instructionAccounts?: unknown[];
  accountFields?: unknown[];
  types?: unknown[];
  args?: unknown[];
  events?: unknown[];
}

const VERSION = { name: "version", docs: ["8: layout version"], type: "u8" };
const DISCRIMINATOR = [1, 2, 3, 4, 5, 6, 7, 8];

/** An IDL of one account, Vault, and one instruction, act. */
function idl({ accountFields = [], types = [], args = [], events = [], instructionAccounts = [] }: Sketch): string {
  return JSON.stringify({
    address: "11111111111111111111111111111111",
    metadata: { name: "vaults", version: "0.1.0", spec: "0.1.0" },
    instructions: [{ name: "act", discriminator: DISCRIMINATOR, accounts: instructionAccounts, args }],
    accounts: [{ name: "Vault", discriminator: DISCRIMINATOR }],
    events,
    errors: [],
    types: [{ name: "Vault", type: { kind: "struct", fields: [VERSION, ...accountFields] } }, ...types],
  });
}

const generated = (sketch: Sketch): Map<string, string> =>
  generate(new Map([["programs-idl/vaults.json", idl(sketch)]]));

describe("the generator refuses an IDL with", () => {
  const refusals: [string, Sketch, string][] = [
    [
      "an account whose address is the path of a field",
      { instructionAccounts: [{ name: "signer", address: "vault.owner" }] },
      'act: account signer has no address but "vault.owner"',
    ],
    ["a float", { args: [{ name: "price", type: "f64" }] }, "ActArgs.price: the codec has no f64"],
    [
      "an offset in an account's docs that is not the field's",
      { accountFields: [{ name: "owner", docs: ["10: the owner"], type: "pubkey" }] },
      "Vault.owner is documented at 10 but stands at 9",
    ],
    [
      "an account without a fixed length",
      { accountFields: [{ name: "list", type: { vec: "u64" } }] },
      "account Vault has no fixed length",
    ],
    [
      "an account that does not begin with its version",
      { types: [{ name: "Vault", type: { kind: "struct", fields: [{ name: "bump", type: "u8" }] } }] },
      "account Vault does not begin with its layout version",
    ],
    [
      "a wrapped enum whose variants it does not list",
      {
        accountFields: [{ name: "state", type: { defined: { name: "PodState" } } }],
        types: [{ name: "PodState", type: { kind: "type", alias: "u8" } }],
      },
      "type State is not in the IDL",
    ],
    [
      "a type that it does not list",
      { args: [{ name: "a", type: { defined: { name: "Gone" } } }] },
      "type Gone is not in the IDL",
    ],
    [
      "an enum whose variant has fields without names",
      {
        args: [{ name: "a", type: { defined: { name: "Way" } } }],
        types: [{ name: "Way", type: { kind: "enum", variants: [{ name: "To", fields: ["u64"] }] } }],
      },
      "Way.To has fields without names",
    ],
    [
      "an account nested in arguments",
      { args: [{ name: "a", type: { defined: { name: "Vault" } } }] },
      "Vault is an account, event or argument list and can't be nested",
    ],
    [
      "an event whose discriminator is not eight bytes",
      {
        events: [{ name: "Done", discriminator: [1] }],
        types: [{ name: "Done", type: { kind: "struct", fields: [] } }],
      },
      "Done has a discriminator of 1 bytes, not 8",
    ],
  ];
  test.each(refusals)("%s", (_, sketch, message) => {
    expect(() => generated(sketch)).toThrow(message);
  });

  test("a name that another program's IDL has too", () => {
    const sources = new Map([
      ["programs-idl/vaults.json", idl({})],
      ["programs-idl/others.json", idl({}).replace('"vaults"', '"others"')],
    ]);
    expect(() => generate(sources)).toThrow("VAULT_DISCRIMINATOR would be exported by");
  });

  test("says which program's an instruction is that both have", () => {
    const sources = new Map([
      ["programs-idl/vaults.json", idl({})],
      ["programs-idl/others.json", idl({}).replace('"vaults"', '"others"').replaceAll('"Vault"', '"Other"')],
    ]);
    const texts = [...generate(sources).values()].join("\n");
    expect(texts).toContain("encodeVaultsActData(");
    expect(texts).toContain("othersActMetas(");
    expect(texts).not.toContain("encodeActData(");
  });

  test("another spec than it knows", () => {
    const sources = new Map([["programs-idl/vaults.json", idl({}).replace('"spec":"0.1.0"', '"spec":"0.2.0"')]]);
    expect(() => generate(sources)).toThrow("IDL spec 0.2.0: only 0.1.0 is known");
  });
});

describe("the generator", () => {
  test("leaves padding and reserve out of the object, and skips exactly their bytes", () => {
    const accountFields = [
      { name: "_padding", type: { array: ["u8", 7] } },
      { name: "total", type: "u64" },
      { name: "reserved", type: { array: ["u8", 64] } },
    ];
    const text = generated({ accountFields }).get("sdk/src/codec/vaults/accounts.ts");
    expect(text).toContain("VAULT_SIZE = 88");
    expect(text).toContain("reader.skip(7)");
    expect(text).toContain("reader.skip(64)");
    expect(text).toContain("return { version, total }");
    expect(text).not.toMatch(/readonly (padding|reserved)/);
  });

  test("gives every generated file the mark by which it may be deleted", () => {
    const sources = programs.map((name) => `programs-idl/${name}.json`);
    const files = generate(new Map(sources.map((path) => [path, readFileSync(path, "utf8")])));
    for (const text of files.values()) expect(text).toMatch(/^\/\/ Generated by `npm run codegen` from programs-idl\//);
  });

  test("spells names as Anchor's client and this SDK do", () => {
    expect(camelCase("report_sha256")).toBe("reportSha256");
    expect(camelCase("_padding")).toBe("padding");
    expect(pascalCase("upsert_entry")).toBe("UpsertEntry");
    expect(screamingCase("SpentDeposit")).toBe("SPENT_DEPOSIT");
    expect(["EntryStatus", "HolderClass", "ActionKind", "Policy", "Way"].map(screamingPlural)).toEqual([
      "ENTRY_STATUSES",
      "HOLDER_CLASSES",
      "ACTION_KINDS",
      "POLICIES",
      "WAYS",
    ]);
  });
});
