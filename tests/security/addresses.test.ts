/** Group A: second addresses for what may exist once, and addresses that mean two things. */
import {
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  fetchMaybeEntry,
  findActionApprovalPda,
  findAssetPda,
  findAttestationPda,
  findChangePda,
  findCorporateActionPda,
  findDepositPda,
  findEntryPda,
  findIssuerPda,
  findRedemptionPda,
  findRegistryLogPda,
  findRegistryPda,
  findUnderlyingPda,
  findValidationPda,
  isinToBytes,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { PublicKey } from "@solana/web3.js";
import { readdirSync, readFileSync } from "node:fs";
import {
  idOf,
  mint,
  recordInstruction,
  tokenAccountOf,
  upsertEntriesInstruction,
  upsertInstruction,
} from "../harness/acts";
import { balanceOf } from "../harness/balances";
import { createStockMint, ISIN, ONE, registerAssetInstruction } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { isinOf } from "../harness/stockMints";
import { withAccount } from "../harness/idlAccounts";
import { type Act, asking, FREE_NONCE } from "../harness/valuables";
import { createIssuerInstruction, createRegistryInstruction, issuerOf, registryOf } from "../harness/world";

let scene: RedemptionScene;
beforeAll(async () => {
  scene = await startRedemptions();
});
afterEach(() => scene.restore());

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const u64 = (value: bigint): Uint8Array => new Uint8Array(BigUint64Array.of(value).buffer);

/** Addresses of the same seeds with lower bumps: off the curve as well, so that a program could sign for them. */
function secondAddresses(programId: PublicKey, seeds: readonly Uint8Array[], count = 2): PublicKey[] {
  const [, canonical] = PublicKey.findProgramAddressSync([...seeds], programId);
  const found: PublicKey[] = [];
  for (let bump = canonical - 1; bump >= 0 && found.length < count; bump--) {
    try {
      found.push(PublicKey.createProgramAddressSync([...seeds, Uint8Array.of(bump)], programId));
    } catch {
      // On the curve: no address of a program's.
    }
  }
  expect(found).toHaveLength(count);
  return found;
}

describe("addresses of another bump", () => {
  test("A6: upsert_entry makes no second entry of a suspended wallet at another bump", async () => {
    const { world, bob } = scene;
    const wallet = bob.publicKey;
    const seeds = [bytesOf("entry"), world.registry.address.toBytes(), wallet.toBytes()];
    for (const entry of secondAddresses(COMPLIANCE_PROGRAM_ID, seeds)) {
      const one = upsertInstruction(world, wallet, { entry });
      const signers = [world.registry.officer];
      await expectRefusal(world, { instructions: one, signers }, "compliance", "InvalidSeeds");
      const many = upsertEntriesInstruction(world, [wallet]);
      many.keys[many.keys.length - 1] = { pubkey: entry, isSigner: false, isWritable: true };
      await expectRefusal(world, { instructions: many, signers }, "compliance", "InvalidEntry");
      expect(await fetchMaybeEntry(world.vm, entry)).toBeNull();
    }
  });

  test("A6: record_deposit records no id a second time at another bump", async () => {
    const { world, asset, alice } = scene;
    const deposit = { id: "deposit", shares: ONE, recipient: alice.publicKey };
    const instruction = recordInstruction(world, asset, deposit);
    const seeds = [bytesOf("deposit"), asset.address.toBytes(), idOf(deposit.id)];
    for (const second of secondAddresses(CUSTODY_PROGRAM_ID, seeds)) {
      const instructions = withAccount(instruction, "record_deposit", "deposit", second);
      await expectRefusal(world, { instructions, signers: [asset.issuer.custodian] }, "custody", "InvalidSeeds");
    }
  });

  test("A6: register_asset lists no ISIN a second time, and no mint, at another bump", async () => {
    const { world } = scene;
    const { issuer } = world;
    const stock = await createStockMint(world, issuer, "TWICE", "hooked");
    const second: Readonly<Record<string, readonly [isin: string, seeds: readonly Uint8Array[]]>> = {
      underlying: [ISIN.apple, [bytesOf("underlying"), issuer.address.toBytes(), isinToBytes(ISIN.apple)]],
      asset: [isinOf(4), [bytesOf("asset"), issuer.address.toBytes(), stock.toBytes()]],
    };
    for (const [account, [isin, seeds]] of Object.entries(second)) {
      for (const address of secondAddresses(CUSTODY_PROGRAM_ID, seeds)) {
        const instructions = withAccount(
          registerAssetInstruction(world, issuer, stock, isin),
          "register_asset",
          account,
          address,
        );
        await expectRefusal(world, { instructions, signers: [issuer.authority] }, "custody", "InvalidSeeds");
      }
    }
  });

  test("A6: request_redemption, create_issuer and create_registry make nothing at another bump", async () => {
    const { world, asset, alice } = scene;
    const issuer = issuerOf("second issuer", world.registry);
    const registry = registryOf("second registry");
    const cases: readonly (readonly [string, string, Act, readonly Uint8Array[]])[] = [
      [
        "request_redemption",
        "redemption",
        asking(scene),
        [bytesOf("redemption"), asset.address.toBytes(), alice.publicKey.toBytes(), u64(FREE_NONCE)],
      ],
      [
        "create_issuer",
        "issuer",
        { instruction: createIssuerInstruction(world, issuer, []), signers: [issuer.base, issuer.authority] },
        [bytesOf("issuer"), issuer.base.publicKey.toBytes()],
      ],
      [
        "create_registry",
        "registry",
        { instruction: createRegistryInstruction(world, registry), signers: [registry.base, registry.authority] },
        [bytesOf("registry"), registry.base.publicKey.toBytes()],
      ],
    ];
    for (const [name, account, { instruction, signers }, seeds] of cases) {
      const isCompliance = name === "create_registry";
      const programId = isCompliance ? COMPLIANCE_PROGRAM_ID : CUSTODY_PROGRAM_ID;
      for (const second of secondAddresses(programId, seeds)) {
        const attempt = { instructions: withAccount(instruction, name, account, second), signers };
        await expectRefusal(world, attempt, isCompliance ? "compliance" : "custody", "InvalidSeeds");
      }
    }
  });
});

describe("seeds", () => {
  const key = (name: string): PublicKey => keypairOf(`seed ${name}`).publicKey;
  const [a, b] = [key("a"), key("b")];
  const [id, isin] = [idOf("seed"), "US0378331005"];
  /** The seeds of every kind of account, and that the SDK, which the other tests hold to the programs, derives the same. */
  const kinds: readonly (readonly [PublicKey, string, readonly Uint8Array[], { address: PublicKey }])[] = [
    [COMPLIANCE_PROGRAM_ID, "registry", [a.toBytes()], findRegistryPda({ base: a })],
    [COMPLIANCE_PROGRAM_ID, "log", [a.toBytes()], findRegistryLogPda({ registry: a })],
    [COMPLIANCE_PROGRAM_ID, "entry", [a.toBytes(), b.toBytes()], findEntryPda({ registry: a, wallet: b })],
    [COMPLIANCE_PROGRAM_ID, "extra-account-metas", [a.toBytes()], findValidationPda({ mint: a })],
    [CUSTODY_PROGRAM_ID, "issuer", [a.toBytes()], findIssuerPda({ base: a })],
    [CUSTODY_PROGRAM_ID, "asset", [a.toBytes(), b.toBytes()], findAssetPda({ issuer: a, mint: b })],
    [CUSTODY_PROGRAM_ID, "underlying", [a.toBytes(), isinToBytes(isin)], findUnderlyingPda({ issuer: a, isin })],
    [CUSTODY_PROGRAM_ID, "attestation", [a.toBytes()], findAttestationPda({ asset: a })],
    [CUSTODY_PROGRAM_ID, "deposit", [a.toBytes(), id], findDepositPda({ asset: a, id })],
    [
      CUSTODY_PROGRAM_ID,
      "redemption",
      [a.toBytes(), b.toBytes(), u64(7n)],
      findRedemptionPda({ asset: a, opener: b, nonce: 7n }),
    ],
    [CUSTODY_PROGRAM_ID, "change", [a.toBytes(), u64(7n)], findChangePda({ issuer: a, number: 7n })],
    [CUSTODY_PROGRAM_ID, "action", [a.toBytes(), u64(7n)], findCorporateActionPda({ asset: a, number: 7n })],
    [
      CUSTODY_PROGRAM_ID,
      "approval",
      [a.toBytes(), id, u64(1n), u64(2n)],
      findActionApprovalPda({ asset: a, documentSha256: id, to: 1n, effectiveAt: 2n }),
    ],
  ];
  const lengthOf = (word: string, seeds: readonly Uint8Array[]): number =>
    seeds.reduce((sum, seed) => sum + seed.length, word.length);

  test("A14: the seeds of these tests are the programs' own, of every account that they have", () => {
    for (const [programId, word, seeds, { address }] of kinds) {
      expect(PublicKey.findProgramAddressSync([bytesOf(word), ...seeds], programId)[0]).toEqual(address);
    }
    const words = kinds.map(([, word]) => word);
    for (const program of ["custody", "compliance"]) {
      const folder = `programs/${program}/src`;
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".rs"));
      const rust = files.map((file) => readFileSync(`${folder}/${file}`, "utf8")).join("\n");
      for (const [, word] of rust.matchAll(/_SEED: &\[u8\] = b"([^"]+)"/g)) expect(words).toContain(word);
      // Nothing but these constants begins the seeds of an account of ours.
      expect(rust).not.toMatch(/seeds = \[b"/);
    }
  });

  test("A14: no two kinds of account can have the same address, whatever keys and numbers their makers choose", () => {
    // An address is a hash of all seeds in a row: the same row needs the same length, and then the same word before the keys.
    const rows = kinds.map(([programId, word, seeds]) => ({ programId, word, length: lengthOf(word, seeds) }));
    const alike = rows.flatMap((one) =>
      rows.filter(
        ({ programId, word, length }) =>
          programId.equals(one.programId) && length === one.length && word.length !== one.word.length,
      ),
    );
    expect(alike).toEqual([]);
    expect(new Set(rows.map(({ word }) => word)).size).toBe(rows.length);
  });

  test("A14: one id recorded for two assets is two deposits, each of its own mint, and each spent alone", async () => {
    const { world, asset, tesla, alice } = scene;
    const deposit = { id: "the same", shares: ONE, recipient: alice.publicKey };
    const tokensOf = (listed: typeof asset): Promise<bigint> =>
      balanceOf(world, tokenAccountOf(alice.publicKey, listed.mint));
    const before = [await tokensOf(asset), await tokensOf(tesla)];
    await mint(world, asset, deposit);
    expect([await tokensOf(asset), await tokensOf(tesla)]).toEqual([before[0]! + ONE, before[1]]);
    await mint(world, tesla, { ...deposit, shares: 2n * ONE });
    expect([await tokensOf(asset), await tokensOf(tesla)]).toEqual([before[0]! + ONE, before[1]! + 2n * ONE]);
    for (const listed of [asset, tesla]) {
      const again = { instructions: recordInstruction(world, listed, deposit), signers: [listed.issuer.custodian] };
      await expectRefusal(world, again, "custody", "DepositSpent");
    }
  });
});
