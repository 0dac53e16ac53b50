/** The allowlist: who holds and gets tokens. */
import {
  ALL_PERMISSIONS,
  fetchMaybeEntry,
  findEntryPda,
  prepareUpsertEntry,
  type PreparedTransaction,
} from "@backstock/sdk";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { allow, NO_IDENTITY } from "../../tests/harness/acts";
import { DAY, SWITZERLAND } from "../../tests/harness/world";
import { groundPerson, type Stage } from "../stage";
import type { Listings } from "./setUp";

export interface People {
  readonly alice: Keypair;
  readonly bob: Keypair;
  /** Whom the longest transactions concern. */
  readonly erin: Keypair;
  readonly frank: Keypair;
  /** Holds the token of the profile open. */
  readonly olga: Keypair;
}

const YEAR = 365n * DAY;

/** When the KYC of all of them lapses: an Entry with an expiry takes longer to check than one without. */
export async function expiryOfEntries({ world }: Stage): Promise<bigint> {
  return (await world.vm.now()) + YEAR;
}

export async function measureEntries(stage: Stage, { hooked, open }: Listings): Promise<People> {
  const { world, sheet, otherPayer } = stage;
  const { officer } = world.registry;
  const people = {
    alice: groundPerson(hooked, "alice"),
    bob: groundPerson(hooked, "bob"),
    erin: groundPerson(hooked, "erin"),
    frank: groundPerson(hooked, "frank"),
    olga: groundPerson(open, "olga"),
  };
  const { alice, bob, erin, frank, olga } = people;
  const expiresAt = await expiryOfEntries(stage);
  const payer = world.payer.publicKey;
  await sheet.measure("upsert_entry", "new", await upsert(stage, payer, alice.publicKey, expiresAt), [officer]);
  await sheet.measure("upsert_entry", "changed", await upsert(stage, payer, alice.publicKey, expiresAt), [officer]);
  await sheet.measureLongest("upsert_entry", await upsert(stage, otherPayer, erin.publicKey, expiresAt), [officer]);
  for (const { publicKey } of [bob, frank, olga]) await allow(world, publicKey, { expiresAt });
  return people;
}

async function upsert(
  { world: { vm, registry } }: Stage,
  payer: PublicKey,
  wallet: PublicKey,
  expiresAt: bigint,
): Promise<PreparedTransaction> {
  const entry = findEntryPda({ registry: registry.address, wallet }).address;
  return prepareUpsertEntry(vm, {
    payer,
    registry: registry.address,
    wallet,
    seen: await fetchMaybeEntry(vm, entry),
    status: "Active",
    class: "Person",
    permissions: ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt,
    identity: NO_IDENTITY,
  });
}
