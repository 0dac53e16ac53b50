import {
  AccountNotFoundError,
  ALL_PERMISSIONS,
  buildTransaction,
  decodeUpsertEntriesData,
  fetchEntry,
  findEntryPda,
  InvalidInputError,
  MAX_COMPUTE_UNITS,
  preparedSize,
  type PreparedUpsertEntries,
  prepareUpsertEntries,
  type PrepareUpsertEntriesInput,
  TRANSACTION_SIZE_LIMIT,
  type WalletToList,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import { type PublicKey, SystemProgram } from "@solana/web3.js";
import { allow, idOf, NO_IDENTITY } from "../../harness/acts";
import { forgeLookupTable } from "../../harness/lookupTables";
import { keypairOf } from "../../harness/people";
import { createRegistry, startWorld, SWITZERLAND, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const SHARED = {
  status: "Active",
  class: "Person",
  permissions: ALL_PERMISSIONS,
  jurisdiction: SWITZERLAND,
  expiresAt: 0n,
} as const;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

const wallets = (list: string, count: number): PublicKey[] =>
  Array.from({ length: count }, (_, number) => keypairOf(`${list} ${number}`).publicKey);
const entryOf = (wallet: PublicKey): PublicKey => findEntryPda({ registry: world.registry.address, wallet }).address;
const fresh = (list: string, count: number): WalletToList[] => wallets(list, count).map((wallet) => ({ wallet }));

const inputOf = (
  rows: readonly WalletToList[],
  overrides: Partial<PrepareUpsertEntriesInput> = {},
): PrepareUpsertEntriesInput => ({
  ...SHARED,
  payer: world.payer.publicKey,
  registry: world.registry.address,
  rows,
  ...overrides,
});
const plan = (rows: readonly WalletToList[], overrides: Partial<PrepareUpsertEntriesInput> = {}) =>
  prepareUpsertEntries(world.vm, inputOf(rows, overrides));
const sizes = (transactions: readonly PreparedUpsertEntries[]): number[] =>
  transactions.map((prepared) => prepared.wallets.length);
const rowsOf = ({ instructions }: PreparedUpsertEntries) => decodeUpsertEntriesData(instructions[0]!.data).rows;

test("one row takes one read, and the officer's signature", async () => {
  const [row] = fresh("one row", 1) as [WalletToList];
  const { prepared, reads } = await counted(world.vm, (reader) => prepareUpsertEntries(reader, inputOf([row])));
  expect(reads).toBe(1);
  const [transaction] = prepared.transactions as [PreparedUpsertEntries];
  expect(transaction.signers).toEqual([world.payer.publicKey, world.registry.officer.publicKey]);
  expect(transaction.wallets).toEqual([row.wallet]);
  await send(world.vm, transaction, [world.payer, world.registry.officer]);
  expect(await fetchEntry(world.vm, entryOf(row.wallet))).toMatchObject({
    ...SHARED,
    wallet: row.wallet,
    identity: NO_IDENTITY,
  });
});

test("no rows take no transaction", async () => {
  expect(await plan([])).toEqual({ transactions: [], unchanged: [], conflicts: [] });
});

test("a long list is read by the hundred and keeps its order", async () => {
  const rows = fresh("long list", 250);
  const { prepared, reads } = await counted(world.vm, (reader) => prepareUpsertEntries(reader, inputOf(rows)));
  expect(reads).toBe(3); // 99 beside the registry, 100, and 51
  expect(prepared.transactions.flatMap((one) => one.wallets)).toEqual(rows.map(({ wallet }) => wallet));
});

test("each transaction takes as many rows as fit with a compute unit limit and a priority fee", async () => {
  const rows = fresh("packed", 30);
  const { transactions } = await plan(rows, { payer: undefined });
  expect(sizes(transactions)).toEqual([13, 13, 4]);
  for (const prepared of transactions) {
    expect(prepared.feePayer).toEqual(world.registry.officer.publicKey);
    expect(preparedSize(prepared)).toBeLessThanOrEqual(TRANSACTION_SIZE_LIMIT);
    const limited = { ...prepared, computeUnits: MAX_COMPUTE_UNITS };
    const built = buildTransaction(limited, SystemProgram.programId.toBase58(), { computeUnitPrice: 2n ** 64n - 1n });
    expect(built.serialize().length).toBe(preparedSize(prepared));
  }
});

test("a payer of its own costs a row, and a lookup table wins one for the officer who pays", async () => {
  const { address, log } = world.registry;
  const table = await forgeLookupTable(world, "plan", [address, log, SystemProgram.programId]);
  const bare = fresh("bare", 30);
  const identified = bare.map((row, place) => ({ ...row, identity: idOf(`${place}`) }));
  const tables = { lookupTables: [table] };
  expect(sizes((await plan(bare)).transactions)).toEqual([12, 12, 6]);
  expect(sizes((await plan(bare, tables)).transactions)).toEqual([12, 12, 6]);
  expect(sizes((await plan(bare, { payer: undefined, ...tables })).transactions)).toEqual([14, 14, 2]);
  expect(sizes((await plan(identified)).transactions)).toEqual([7, 7, 7, 7, 2]);
  expect(sizes((await plan(identified, { payer: undefined })).transactions)).toEqual([8, 8, 8, 6]);

  const [first] = (await plan(bare, tables)).transactions as [PreparedUpsertEntries];
  await send(world.vm, first, [world.payer, world.registry.officer]);
  expect(await fetchEntry(world.vm, entryOf(first.wallets[11]!))).toMatchObject(SHARED);
});

test("rows that the wallet says it all of are sent as such, others with identity and version", async () => {
  const [bare, identified, changed] = wallets("both forms", 3) as [PublicKey, PublicKey, PublicKey];
  await allow(world, changed, { status: "Suspended" });
  const seen = await fetchEntry(world.vm, entryOf(changed));
  const identity = idOf("both forms");
  const { transactions } = await plan([{ wallet: identified, identity }, { wallet: bare }, { wallet: changed, seen }]);
  expect(transactions.map(rowsOf)).toEqual([
    {
      kind: "Versioned",
      entries: [
        { wallet: identified, identity, expectedVersion: 0n },
        { wallet: changed, identity: NO_IDENTITY, expectedVersion: seen.version },
      ],
    },
    { kind: "New", wallets: [bare] },
  ]);
});

test("an identity that is not given stays as it is", async () => {
  const [wallet] = wallets("keeps its identity", 1) as [PublicKey];
  await allow(world, wallet, { identity: idOf("kept"), status: "Suspended" });
  const { version: expectedVersion } = await fetchEntry(world.vm, entryOf(wallet));
  const [prepared] = (await plan([{ wallet, expectedVersion }])).transactions as [PreparedUpsertEntries];
  await send(world.vm, prepared, [world.payer, world.registry.officer]);
  expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({ status: "Active", identity: idOf("kept") });
});

test("only lifting a revocation takes the authority's signature, in transactions of its own", async () => {
  const [revoked, suspended] = wallets("lifted", 2) as [PublicKey, PublicKey];
  await allow(world, revoked, { status: "Revoked" });
  await allow(world, suspended, { status: "Suspended" });
  const rows = await Promise.all(
    [revoked, suspended].map(async (wallet) => ({ wallet, seen: await fetchEntry(world.vm, entryOf(wallet)) })),
  );
  const { officer, authority } = world.registry;
  const lifting = await plan(rows);
  expect(lifting.transactions).toMatchObject([
    { wallets: [revoked], signers: [world.payer.publicKey, authority.publicKey] },
    { wallets: [suspended], signers: [world.payer.publicKey, officer.publicKey] },
  ]);
  for (const prepared of lifting.transactions) {
    const signer = prepared.signers.some((key) => key.equals(authority.publicKey)) ? authority : officer;
    await send(world.vm, prepared, [world.payer, signer]);
  }
  expect(await fetchEntry(world.vm, entryOf(revoked))).toMatchObject({ status: "Active" });

  const again = await plan([{ wallet: suspended, seen: await fetchEntry(world.vm, entryOf(suspended)) }], {
    status: "Revoked",
  });
  expect(again.transactions).toMatchObject([{ signers: [world.payer.publicKey, officer.publicKey] }]);
});

test("entries that say it already are left out, whatever version was expected", async () => {
  const [plain, identified] = wallets("said already", 2) as [PublicKey, PublicKey];
  await allow(world, plain, SHARED);
  await allow(world, identified, { ...SHARED, identity: idOf("said") });
  const rows = [{ wallet: plain }, { wallet: identified, identity: idOf("said"), expectedVersion: 1n }];
  expect(await plan(rows)).toEqual({ transactions: [], unchanged: [plain, identified], conflicts: [] });
});

test.each([
  ["status", { status: "Suspended" }],
  ["class", { class: "Institution" }],
  ["permissions", { permissions: 1 }],
  ["jurisdiction", { jurisdiction: 276 }],
  ["expiresAt", { expiresAt: 5n }],
  ["identity", { identity: idOf("another") }],
] as const)("an entry of another %s is a conflict for who expected none", async (what, different) => {
  const [wallet] = wallets(`conflict of ${what}`, 1) as [PublicKey];
  await allow(world, wallet, { ...SHARED, ...different });
  const entry = await fetchEntry(world.vm, entryOf(wallet));
  const planned = await plan([{ wallet, identity: NO_IDENTITY }]);
  expect(planned).toEqual({ transactions: [], unchanged: [], conflicts: [{ wallet, expectedVersion: 0n, entry }] });
});

test("an entry that is gone is a conflict for who has seen it", async () => {
  const [wallet] = wallets("gone", 1) as [PublicKey];
  expect(await plan([{ wallet, expectedVersion: 7n }])).toEqual({
    transactions: [],
    unchanged: [],
    conflicts: [{ wallet, expectedVersion: 7n, entry: null }],
  });
  expect((await plan([{ wallet, seen: null }])).transactions).toHaveLength(1);
});

test("a wallet that is there twice is refused, and an entry seen of another wallet or registry", async () => {
  const [wallet, other] = wallets("refused", 2) as [PublicKey, PublicKey];
  await thrown(InvalidInputError, plan([{ wallet }, { wallet: other }, { wallet }]));
  await allow(world, wallet);
  const seen = await fetchEntry(world.vm, entryOf(wallet));
  await thrown(InvalidInputError, plan([{ wallet: other, seen }]));
  const { address: registry } = await createRegistry(world, "second registry");
  await thrown(InvalidInputError, plan([{ wallet, seen }], { registry }));
});

test("arguments out of their range are refused, and a registry that does not exist", async () => {
  const rows = fresh("out of range", 1);
  await thrown(InvalidInputError, plan(rows, { permissions: 256 }));
  await thrown(InvalidInputError, plan([{ ...rows[0]!, identity: new Uint8Array(31) }]));
  const { wallet } = rows[0]!;
  const error = await thrown(AccountNotFoundError, plan(rows, { registry: wallet }));
  expect(error).toMatchObject({ account: "Registry", address: wallet });
});
