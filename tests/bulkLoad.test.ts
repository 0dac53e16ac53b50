/** Long allowlists: what one transaction takes, what it leaves free, and what a load that is broken off and resumed does. */
import {
  ALL_PERMISSIONS,
  buildTransaction,
  createRemoveEntryInstruction,
  createUpsertEntriesInstruction,
  type EntryRow,
  type EntryRows,
  fetchEntry,
  fetchMaybeEntry,
  findEntryPda,
  MAX_COMPUTE_UNITS,
  prepareTransaction,
  type PreparedTransaction,
  type PreparedUpsertEntries,
  prepareUpsertEntries,
  TRANSACTION_SIZE_LIMIT,
  type UpsertEntriesPlan,
  type WalletToList,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type AddressLookupTableAccount, type PublicKey, SystemProgram, VersionedTransaction } from "@solana/web3.js";
import { allow, attest, createTokenAccountInstruction, idOf } from "./harness/acts";
import { createHolder } from "./harness/holders";
import { listAsset, ONE, type TestAsset } from "./harness/listing";
import { forgeLookupTable } from "./harness/lookupTables";
import { keypairOf } from "./harness/people";
import { transferInstruction } from "./harness/transfers";
import { act, SOL, startWorld, SWITZERLAND, type World } from "./harness/world";

const SHARED = {
  status: "Active",
  class: "Person",
  permissions: ALL_PERMISSIONS,
  jurisdiction: SWITZERLAND,
  expiresAt: 1_900_000_000n,
} as const;
/** Of one bump below the highest. */
const UNITS_A_BUMP = 1_500;

let world: World;
let table: AddressLookupTableAccount;
beforeAll(async () => {
  world = await startWorld();
  const { address, log, officer } = world.registry;
  await world.vm.fund(officer.publicKey, 100n * SOL);
  table = await forgeLookupTable(world, "registry", [address, log, SystemProgram.programId]);
});

/** Wallets with whatever bumps they have, the same in every run. */
const wallets = (list: string, count: number): PublicKey[] =>
  Array.from({ length: count }, (_, number) => keypairOf(`${list} ${number}`).publicKey);
const entryOf = (wallet: PublicKey) => findEntryPda({ registry: world.registry.address, wallet });
const rowsOf = (list: readonly PublicKey[]): EntryRow[] =>
  list.map((wallet) => ({ wallet, identity: idOf(wallet.toBase58()), expectedVersion: 0n }));

/** One transaction of these rows, paid for by the officer, who is its only signer. */
function prepare(rows: EntryRows, lookupTables: readonly AddressLookupTableAccount[]): PreparedTransaction {
  const officer = world.registry.officer.publicKey;
  const registry = world.registry.address;
  const instruction = createUpsertEntriesInstruction({ ...SHARED, payer: officer, signer: officer, registry, rows });
  const prepared = prepareTransaction({ instructions: [instruction], feePayer: officer, lookupTables });
  return { ...prepared, computeUnits: MAX_COMPUTE_UNITS };
}

describe("one transaction of upsert_entries", () => {
  /** Bytes, signature and compute budget instructions included. */
  const sizeOf = (prepared: PreparedTransaction, computeUnitPrice?: bigint): number =>
    buildTransaction(prepared, SystemProgram.programId.toBase58(), { computeUnitPrice }).serialize().length;

  const most: readonly [string, number, (list: PublicKey[]) => EntryRows, boolean, bigint | undefined][] = [
    [
      "14 new wallets, with a priority fee and a lookup table",
      14,
      (list) => ({ kind: "New", wallets: list }),
      true,
      1n,
    ],
    ["13 new wallets, with a priority fee", 13, (list) => ({ kind: "New", wallets: list }), false, 1n],
    [
      "9 rows with identity and version, with a lookup table",
      9,
      (list) => ({ kind: "Versioned", entries: rowsOf(list) }),
      true,
      undefined,
    ],
    [
      "8 rows with identity and version, with a priority fee",
      8,
      (list) => ({ kind: "Versioned", entries: rowsOf(list) }),
      false,
      1n,
    ],
  ];

  test.each(most)("takes %s beside its compute unit limit, and no more", (name, count, form, withTable, price) => {
    const tables = withTable ? [table] : [];
    expect(sizeOf(prepare(form(wallets(name, count)), tables), price)).toBeLessThanOrEqual(TRANSACTION_SIZE_LIMIT);
    expect(() => sizeOf(prepare(form(wallets(name, count + 1)), tables), price)).toThrow("bytes");
  });

  test.each(most)(
    "writes %s, whatever their bumps are, within a tenth of the compute units there are",
    async (name, count, form, withTable) => {
      const list = wallets(name, count);
      const prepared = prepare(form(list), withTable ? [table] : []);
      const { computeUnits, events } = await send(world.vm, prepared, [world.registry.officer]);
      expect(events).toHaveLength(count);
      for (const wallet of list) {
        expect(await fetchEntry(world.vm, entryOf(wallet).address)).toMatchObject({ ...SHARED, wallet });
      }
      const bumps = list.reduce((sum, wallet) => sum + 255 - entryOf(wallet).bump, 0);
      expect(bumps).toBeGreaterThan(0);
      expect(Number(computeUnits)).toBeLessThan(MAX_COMPUTE_UNITS / 10);
      // Bumps of 200 all over, which no fourteen wallets will ever have together, would still fit.
      const highest = Number(computeUnits) - bumps * UNITS_A_BUMP;
      expect(highest + count * 55 * UNITS_A_BUMP).toBeLessThan(MAX_COMPUTE_UNITS);
    },
  );
});

/** A list of which three in four have no identity, so that it takes both forms of rows. */
const listOf = (name: string, count: number): WalletToList[] =>
  wallets(name, count).map((wallet, place) =>
    place % 4 === 3 ? { wallet, identity: idOf(`${name} ${place}`) } : { wallet },
  );

const plan = (rows: readonly WalletToList[]): Promise<UpsertEntriesPlan> =>
  prepareUpsertEntries(world.vm, { ...SHARED, registry: world.registry.address, rows });
const load = (prepared: PreparedUpsertEntries) => send(world.vm, prepared, [world.registry.officer]);
const statusOf = async (wallet: PublicKey) => (await fetchMaybeEntry(world.vm, entryOf(wallet).address))?.status;

describe("the registry during a bulk load", () => {
  const [alice, bob] = [keypairOf("alice"), keypairOf("bob")];
  let asset: TestAsset;
  beforeAll(async () => {
    asset = await listAsset(world);
    await attest(world, asset, { shares: 100n * ONE });
    await createHolder(world, asset, "alice", 10n * ONE);
    await allow(world, bob.publicKey);
    await act(world, createTokenAccountInstruction(world, bob.publicKey, asset.mint));
  });
  const transfer = () => transferInstruction(world, { mint: asset.mint, from: alice.publicKey, to: bob.publicKey });

  /** Addresses of a transaction as the runtime locks them. */
  function locksOf(prepared: PreparedTransaction) {
    const { message } = VersionedTransaction.deserialize(
      buildTransaction(prepared, SystemProgram.programId.toBase58()).serialize(),
    );
    const keys = message.staticAccountKeys.map((key) => key.toBase58());
    return { keys, written: keys.filter((_, place) => message.isAccountWritable(place)) };
  }

  test("is named read-only by every transaction, and written by none", async () => {
    const { transactions } = await plan(listOf("locks", 40));
    const { address, log } = world.registry;
    const before = await world.vm.getAccount(address);
    for (const prepared of transactions) {
      const { keys, written } = locksOf(prepared);
      expect(keys).toContain(address.toBase58());
      expect(written).not.toContain(address.toBase58());
      expect(written).toContain(log.toBase58());
      await load(prepared);
    }
    expect(await world.vm.getAccount(address)).toEqual(before);
  });

  test("keeps no transfer waiting: neither writes an account that the other one names", async () => {
    const moving = locksOf(prepareTransaction({ instructions: [await transfer()], feePayer: alice.publicKey }));
    const { transactions } = await plan(listOf("beside transfers", 40));
    expect(moving.keys).toContain(world.registry.address.toBase58());
    for (const prepared of transactions) {
      const loading = locksOf(prepared);
      expect(loading.written.filter((key) => moving.keys.includes(key))).toEqual([]);
      expect(moving.written.filter((key) => loading.keys.includes(key))).toEqual([]);
    }
  });

  test("lets tokens move between two of its transactions", async () => {
    const { transactions } = await plan(listOf("between transfers", 40));
    expect(transactions.length).toBeGreaterThan(2);
    for (const prepared of transactions) {
      await load(prepared);
      await act(world, await transfer(), [alice]);
    }
  });
});

describe("a bulk load that is broken off", () => {
  const refusedWith = (prepared: PreparedUpsertEntries): Promise<string> =>
    load(prepared).then(
      () => "nothing",
      (error: unknown) => (error as Error).name,
    );

  test("is taken up where it was left, and writes nothing twice", async () => {
    const rows = listOf("resumed", 40);
    const first = await plan(rows);
    expect(first).toMatchObject({ unchanged: [], conflicts: [] });
    const [done, ...left] = first.transactions as [PreparedUpsertEntries, ...PreparedUpsertEntries[]];
    await load(done);

    const second = await plan(rows);
    expect(second.conflicts).toEqual([]);
    expect(new Set(second.unchanged.map(String))).toEqual(new Set(done.wallets.map(String)));
    const remaining = left.flatMap((prepared) => prepared.wallets).map(String);
    expect(new Set(second.transactions.flatMap((prepared) => prepared.wallets).map(String))).toEqual(
      new Set(remaining),
    );
    for (const prepared of second.transactions) await load(prepared);

    const third = await plan(rows);
    expect(third).toMatchObject({ transactions: [], conflicts: [] });
    expect(third.unchanged.map(String)).toEqual(rows.map(({ wallet }) => wallet.toBase58()));
    expect(await refusedWith(done)).toBe("VersionMismatch");
  });

  test("leaves what was decided since as it is: a wallet of hers suspended, another one listed otherwise", async () => {
    const rows = listOf("overtaken", 40);
    const [done, next] = (await plan(rows)).transactions as [PreparedUpsertEntries, PreparedUpsertEntries];
    await load(done);
    const [suspended, listed] = [done.wallets[0] as PublicKey, next.wallets[0] as PublicKey];
    await allow(world, suspended, { ...SHARED, status: "Suspended" });
    await allow(world, listed, { ...SHARED, permissions: 0 });

    // The transactions of the first plan are refused whole: they were made before.
    expect(await refusedWith(done)).toBe("VersionMismatch");
    expect(await refusedWith(next)).toBe("VersionMismatch");

    const resumed = await plan(rows);
    for (const prepared of resumed.transactions) await load(prepared);
    const decided = [suspended, listed].map(String);
    expect(new Set(resumed.conflicts.map(({ wallet }) => wallet.toBase58()))).toEqual(new Set(decided));
    expect(await statusOf(suspended)).toBe("Suspended");
    expect(await fetchEntry(world.vm, entryOf(listed).address)).toMatchObject({ permissions: 0 });
    const others = rows.filter(({ wallet }) => !decided.includes(wallet.toBase58()));
    for (const { wallet } of others) expect(await statusOf(wallet)).toBe("Active");
  });

  test("neither lifts a revocation nor lists again who was removed since", async () => {
    const list = wallets("decided", 4) as [PublicKey, PublicKey, PublicKey, PublicKey];
    for (const wallet of list) await allow(world, wallet, { permissions: 0 });
    const seen = await Promise.all(list.map((wallet) => fetchEntry(world.vm, entryOf(wallet).address)));
    const rows = list.map((wallet, place) => ({ wallet, seen: seen[place]! }));
    const [prepared] = (await plan(rows)).transactions as [PreparedUpsertEntries];
    const { authority, address: registry } = world.registry;
    const remove = createRemoveEntryInstruction({
      authority: authority.publicKey,
      registry,
      wallet: list[0],
      rentPayer: seen[0]!.rentPayer,
      expectedVersion: seen[0]!.version,
    });
    await act(world, remove, [authority]);
    expect(await refusedWith(prepared)).toBe("VersionMismatch");
    await allow(world, list[1], { status: "Revoked" });

    const resumed = await plan(rows);
    expect(resumed.conflicts).toMatchObject([
      { wallet: list[0], entry: null },
      { wallet: list[1], entry: { status: "Revoked" } },
    ]);
    for (const one of resumed.transactions) await load(one);
    expect(await Promise.all(list.map(statusOf))).toEqual([undefined, "Revoked", "Active", "Active"]);
  });
});
