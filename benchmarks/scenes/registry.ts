/** What a registry's authority and pauser do, and long allowlists. */
import {
  ALL_PERMISSIONS,
  fetchEntry,
  findEntryPda,
  prepareAcceptRegistryAuthority,
  preparePauseRegistry,
  prepareProposeRegistryAuthority,
  prepareRemoveEntry,
  prepareResumeRegistry,
  prepareSetJurisdictions,
  prepareSetRegistryRoles,
  type PreparedTransaction,
  prepareUpsertEntries,
} from "@backstock/sdk";
import { type AddressLookupTableAccount, type Keypair, type PublicKey, SystemProgram } from "@solana/web3.js";
import { allow, idOf } from "../../tests/harness/acts";
import { forgeLookupTable } from "../../tests/harness/lookupTables";
import { grindKeypair, keypairOf } from "../../tests/harness/people";
import { DAY, SOL, SWITZERLAND, US } from "../../tests/harness/world";
import { LONGEST } from "../sheet";
import { TOP_BUMP, type Stage } from "../stage";
import { expiryOfEntries } from "./people";

const HOUR = 3_600n;

export async function measureRegistry(stage: Stage): Promise<void> {
  await measureLists(stage);
  await measureRemovals(stage);
  await measureRoles(stage);
  await measureJurisdictions(stage);
  await measurePauses(stage);
  await measureAuthority(stage);
}

/** Wallets that nobody has listed, whose entries have the highest bump. */
function groundWallets({ world }: Stage, list: string, count: number): PublicKey[] {
  const registry = world.registry.address;
  return Array.from({ length: count }, (_, number) => {
    const fits = (wallet: PublicKey): boolean => findEntryPda({ registry, wallet }).bump === TOP_BUMP;
    return grindKeypair(`${list} ${number}`, fits).publicKey;
  });
}

interface List {
  readonly name: string;
  readonly count: number;
  readonly payer: PublicKey;
  readonly isIdentified?: boolean;
  readonly lookupTables?: readonly AddressLookupTableAccount[];
}

/** A list that takes one transaction. */
async function listAll(
  stage: Stage,
  { name, count, isIdentified = false, ...list }: List,
): Promise<PreparedTransaction> {
  const { vm, registry } = stage.world;
  const wallets = groundWallets(stage, name, count);
  const { transactions } = await prepareUpsertEntries(vm, {
    registry: registry.address,
    status: "Active",
    class: "Person",
    permissions: ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt: await expiryOfEntries(stage),
    rows: wallets.map((wallet) => (isIdentified ? { wallet, identity: idOf(wallet.toBase58()) } : { wallet })),
    ...list,
  });
  return onlyOne(transactions);
}

async function measureLists(stage: Stage): Promise<void> {
  const { sheet, otherPayer } = stage;
  const { vm, payer, registry } = stage.world;
  const { officer } = registry;
  await vm.fund(officer.publicKey, SOL);
  const table = await forgeLookupTable(stage.world, "registry", [
    registry.address,
    registry.log,
    SystemProgram.programId,
  ]);

  const lists: readonly (readonly [path: string, list: List])[] = [
    ["1 new wallet", { name: "one", count: 1, payer: payer.publicKey }],
    ["13 new wallets, paid for by the officer", { name: "thirteen", count: 13, payer: officer.publicKey }],
    [
      "14 new wallets, paid for by the officer, with a lookup table",
      { name: "fourteen", count: 14, payer: officer.publicKey, lookupTables: [table] },
    ],
    [
      "8 new wallets with an identity, paid for by the officer",
      { name: "eight", count: 8, payer: officer.publicKey, isIdentified: true },
    ],
  ];
  for (const [path, list] of lists) {
    await sheet.measure("upsert_entries", path, await listAll(stage, list), [officer]);
  }
  const changed = await suspendAll(stage, "eight", 8);
  await sheet.measure("upsert_entries", "8 changed entries, paid for by the officer", changed, [officer]);
  const longest = await listAll(stage, { name: "longest", count: 12, payer: otherPayer });
  await sheet.measureLongest("upsert_entries", longest, [officer]);
}

/** Writes over the entries of a list that has been measured. The officer pays. */
async function suspendAll(stage: Stage, name: string, count: number): Promise<PreparedTransaction> {
  const { vm, registry } = stage.world;
  const wallets = groundWallets(stage, name, count);
  const seen = await Promise.all(
    wallets.map((wallet) => fetchEntry(vm, findEntryPda({ registry: registry.address, wallet }).address)),
  );
  const { transactions } = await prepareUpsertEntries(vm, {
    registry: registry.address,
    status: "Suspended",
    class: "Person",
    permissions: ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt: await expiryOfEntries(stage),
    rows: seen.map((entry) => ({ wallet: entry.wallet, seen: entry })),
  });
  return onlyOne(transactions);
}

function onlyOne(transactions: readonly PreparedTransaction[]): PreparedTransaction {
  const [only, ...more] = transactions;
  if (only === undefined || more.length > 0) throw new Error("the list is not one transaction");
  return only;
}

async function measureRemovals(stage: Stage): Promise<void> {
  const { sheet, world, otherPayer } = stage;
  const registry = world.registry.address;
  const [wallet, other] = groundWallets(stage, "removed", 2) as [PublicKey, PublicKey];
  for (const one of [wallet, other]) await allow(world, one);
  const remove = async (one: PublicKey, payer: PublicKey): Promise<PreparedTransaction> => {
    const seen = await fetchEntry(world.vm, findEntryPda({ registry, wallet: one }).address);
    return prepareRemoveEntry(world.vm, { registry, wallet: one, seen, payer });
  };
  const { authority } = world.registry;
  await sheet.measure("remove_entry", "an active entry", await remove(wallet, world.payer.publicKey), [authority]);
  await sheet.measureLongest("remove_entry", await remove(other, otherPayer), [authority]);
}

/** The same step paid for by the world's payer, then in the longest transaction. */
async function measureBoth(
  { sheet, world, otherPayer }: Stage,
  instruction: string,
  path: string,
  prepare: (payer: PublicKey) => Promise<PreparedTransaction>,
  signer: Keypair,
): Promise<void> {
  await sheet.measure(instruction, path, await prepare(world.payer.publicKey), [signer]);
  await sheet.measureLongest(instruction, await prepare(otherPayer), [signer]);
}

async function measureRoles(stage: Stage): Promise<void> {
  const { vm, registry } = stage.world;
  const roles = { officer: registry.officer.publicKey, pauser: registry.pauser.publicKey };
  const set = (payer: PublicKey) => prepareSetRegistryRoles(vm, { registry: registry.address, payer, ...roles });
  await measureBoth(stage, "set_registry_roles", "officer and pauser", set, registry.authority);
}

async function measureJurisdictions(stage: Stage): Promise<void> {
  const { vm, registry } = stage.world;
  const set = (payer: PublicKey) =>
    prepareSetJurisdictions(vm, { registry: registry.address, payer, blockedJurisdictions: [US] });
  await measureBoth(stage, "set_jurisdictions", "1 blocked jurisdiction", set, registry.authority);
}

async function measurePauses(stage: Stage): Promise<void> {
  const { sheet, world, otherPayer } = stage;
  const { authority, pauser, address: registry } = world.registry;
  const pause = (payer: PublicKey) => preparePauseRegistry(world.vm, { registry, payer, seconds: HOUR });
  const resume = (payer: PublicKey) => prepareResumeRegistry(world.vm, { registry, payer });
  const payer = world.payer.publicKey;
  await sheet.measure("pause_registry", "for an hour", await pause(payer), [pauser]);
  await sheet.measure("resume_registry", "early, by the authority", await resume(payer), [authority]);
  await sheet.measureLongest("pause_registry", await pause(otherPayer), [pauser]);
  await sheet.measureLongest("resume_registry", await resume(otherPayer), [authority]);
}

/** The key changes hands, and back. */
async function measureAuthority(stage: Stage): Promise<void> {
  const { sheet, world, otherPayer } = stage;
  const { authority, address: registry } = world.registry;
  const heir = keypairOf("heir of the registry");
  const propose = (proposed: Keypair, payer: PublicKey) =>
    prepareProposeRegistryAuthority(world.vm, { registry, payer, proposed: proposed.publicKey });
  const accept = (payer: PublicKey) => prepareAcceptRegistryAuthority(world.vm, { registry, payer });
  const payer = world.payer.publicKey;
  await sheet.measure("propose_authority", "of a registry", await propose(heir, payer), [authority]);
  const aDay = async () => world.vm.setTime((await world.vm.now()) + DAY);
  await aDay();
  await sheet.measure("accept_authority", "of a registry", await accept(payer), [heir]);
  await sheet.measureLongest("propose_authority", await propose(authority, otherPayer), [heir]);
  await aDay();
  const longest = await accept(otherPayer);
  await sheet.measureLongest("accept_authority", longest, [authority], `of a registry, ${LONGEST}`);
}
