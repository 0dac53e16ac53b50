import { afterAll, describe, expect, test } from "@jest/globals";
import { address, createNoopSigner } from "@solana/kit";
import { ComputeBudgetProgram, Ed25519Program, PublicKey, Secp256k1Program, SystemProgram } from "@solana/web3.js";
import * as web3 from "@solana/web3.js";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import * as standIns from "../../sdk/src/kit/standIns/web3";
import { importsOf } from "../../tools/kit-imports.mjs";
import { buildKit } from "./builtKit";

const built = buildKit();
afterAll(() => built.remove());

type Three = [PublicKey, PublicKey, PublicKey];
/** Used as web3.js's own, as the kit entry's build does. */
const ours = standIns.SystemProgram as unknown as typeof SystemProgram;
const key = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("the build imports kit and a hash, and neither web3.js nor Anchor nor buffer", () => {
  expect(importsOf(readFileSync(built.path, "utf8"))).toEqual(["@noble/hashes/sha2", "@solana/kit"]);
});

test("an import of web3.js would be seen, of its types too", () => {
  const texts = [
    'import { PublicKey } from "@solana/web3.js";',
    "import * as web3_js from '@solana/web3.js';",
    'export type { PublicKey } from "@solana/web3.js";',
    'import"@solana/web3.js";',
    'var import_web3 = require("@solana/web3.js");',
    'declare const key: import("@solana/web3.js").PublicKey;',
  ];
  expect(texts.map(importsOf)).toEqual(texts.map(() => ["@solana/web3.js"]));
  expect(importsOf('// a line of a comment: import "@solana/web3.js"')).toEqual([]);
});

describe("what stands in for web3.js", () => {
  test("has the same base58 of a key, both ways", () => {
    fc.assert(
      fc.property(key, (bytes) => {
        const text = new standIns.PublicKey(bytes).toBase58();
        expect(text).toBe(new PublicKey(bytes).toBase58());
        expect(new standIns.PublicKey(text).toBytes()).toEqual(bytes);
        expect(JSON.stringify(new standIns.PublicKey(bytes))).toBe(JSON.stringify(new PublicKey(bytes)));
      }),
    );
    expect(standIns.PublicKey.default.toBase58()).toBe(PublicKey.default.toBase58());
    expect(() => new standIns.PublicKey(new Uint8Array(31))).toThrow("32 bytes");
  });

  test("derives the same addresses, and refuses the same seeds", () => {
    const seeds = fc.array(fc.uint8Array({ maxLength: 33, size: "max" }), { maxLength: 15, size: "max" });
    let derived = 0;
    let refused = 0;
    fc.assert(
      fc.property(seeds, key, (parts, program) => {
        const find = (of: typeof PublicKey | typeof standIns.PublicKey): unknown => {
          try {
            const [found, bump] = of.findProgramAddressSync(parts, new of(program) as never);
            return [found.toBase58(), bump];
          } catch {
            return "refused";
          }
        };
        const expected = find(PublicKey);
        expect(find(standIns.PublicKey)).toEqual(expected);
        if (expected === "refused") refused++;
        else derived++;
      }),
      { numRuns: 200 },
    );
    expect(Math.min(derived, refused)).toBeGreaterThan(5);
  });

  test("refuses a sixteenth seed, of which the runtime makes no address: web3.js counts none", () => {
    const seeds = Array.from({ length: 16 }, () => new Uint8Array(1));
    const program = new Uint8Array(32);
    const find = (count: number) =>
      standIns.PublicKey.findProgramAddressSync(seeds.slice(0, count), new standIns.PublicKey(program));
    expect(() => find(16)).toThrow("at most 15 seeds");
    expect(find(15)[0].toBase58()).toBe(
      PublicKey.findProgramAddressSync(seeds.slice(0, 15), new PublicKey(program))[0].toBase58(),
    );
  });

  test("creates accounts with the same instruction", () => {
    const amounts = fc.tuple(fc.nat(), fc.nat(), key, key, key);
    fc.assert(
      fc.property(amounts, ([lamports, space, ...keys]) => {
        const create = (of: typeof PublicKey | typeof standIns.PublicKey, system: typeof SystemProgram) => {
          const [fromPubkey, newAccountPubkey, programId] = keys.map(
            (bytes) => new of(bytes) as unknown as PublicKey,
          ) as Three;
          const made = system.createAccount({ fromPubkey, newAccountPubkey, programId, lamports, space });
          const metas = made.keys.map((meta) => ({ ...meta, pubkey: meta.pubkey.toBase58() }));
          return { program: made.programId.toBase58(), metas, data: Uint8Array.from(made.data) };
        };
        expect(create(standIns.PublicKey, ours)).toEqual(create(PublicKey, SystemProgram));
      }),
    );
  });

  test("names the same native programs", () => {
    const programs = { ComputeBudgetProgram, Ed25519Program, Secp256k1Program, SystemProgram };
    for (const [name, { programId }] of Object.entries(programs)) {
      expect(standIns[name as keyof typeof programs].programId.toBase58()).toBe(programId.toBase58());
    }
  });

  test("has nothing that web3.js has not", () => {
    expect(Object.keys(standIns).filter((name) => !(name in web3))).toEqual([]);
  });
});

describe("an address that is none", () => {
  const mint = address("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");

  test.each([["too short"], [""], [7], [{}], [new PublicKey(mint)]])(
    "%p is refused by the name of its field",
    (issuer) => {
      const find = () => built.entry.findAssetPda({ issuer: issuer as never, mint });
      expect(find).toThrow(built.entry.InvalidInputError);
      expect(find).toThrow("issuer: expected an address, 32 bytes in base58");
    },
  );

  test("may be a signer, which stands for its own", () => {
    const asset = built.entry.findAssetPda({ issuer: mint, mint });
    expect(built.entry.findAssetPda({ issuer: createNoopSigner(mint), mint })).toEqual(asset);
  });
});
