import {
  AccountNotFoundError,
  ALL_PERMISSIONS,
  fetchEntry,
  fetchMaybeEntry,
  findEntryPda,
  InvalidInputError,
  isComplianceError,
  prepareUpsertEntry,
  type EntryStatus,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { allow, NO_IDENTITY } from "../../harness/acts";
import { keypairOf } from "../../harness/people";
import { createRegistry, startWorld, SWITZERLAND, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

function attributes(wallet: PublicKey, status: EntryStatus = "Active") {
  return {
    payer: world.payer.publicKey,
    registry: world.registry.address,
    wallet,
    status,
    class: "Person" as const,
    permissions: ALL_PERMISSIONS,
    jurisdiction: SWITZERLAND,
    expiresAt: 0n,
    identity: NO_IDENTITY,
  };
}

function entryOf(wallet: PublicKey): PublicKey {
  return findEntryPda({ registry: world.registry.address, wallet }).address;
}

test("a new entry takes one read and the officer's signature", async () => {
  const wallet = keypairOf("new wallet").publicKey;
  const { prepared, reads } = await counted(world.vm, (reader) =>
    prepareUpsertEntry(reader, { ...attributes(wallet), expectedVersion: 0n }),
  );
  expect(reads).toBe(1);
  expect(prepared.signers).toEqual([world.payer.publicKey, world.registry.officer.publicKey]);
  await send(world.vm, prepared, [world.payer, world.registry.officer]);
  expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({ wallet, status: "Active" });
});

test("the officer pays where nobody else is named", async () => {
  const input = { ...attributes(keypairOf("any wallet").publicKey), payer: undefined, expectedVersion: 0n };
  const prepared = await prepareUpsertEntry(world.vm, input);
  expect(prepared).toMatchObject({
    feePayer: world.registry.officer.publicKey,
    signers: [world.registry.officer.publicKey],
  });
});

test("an entry that was fetched says which version was seen, and so does none", async () => {
  const wallet = keypairOf("seen wallet").publicKey;
  for (const status of ["Active", "Suspended"] as const) {
    const seen = await fetchMaybeEntry(world.vm, entryOf(wallet));
    const prepared = await prepareUpsertEntry(world.vm, { ...attributes(wallet, status), seen });
    await send(world.vm, prepared, [world.payer, world.registry.officer]);
  }
  expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({ status: "Suspended" });
});

test("the chain refuses a write to an entry that has changed since it was seen", async () => {
  const wallet = keypairOf("changed wallet").publicKey;
  await allow(world, wallet);
  const seen = await fetchEntry(world.vm, entryOf(wallet));
  await allow(world, wallet, { status: "Suspended" });

  const prepared = await prepareUpsertEntry(world.vm, { ...attributes(wallet), seen });
  const error: unknown = await send(world.vm, prepared, [world.payer, world.registry.officer]).catch(
    (reason: unknown) => reason,
  );
  expect(isComplianceError(error, "VersionMismatch")).toBe(true);
  expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({ status: "Suspended" });
});

test("only lifting a revocation takes the authority's signature", async () => {
  const wallet = keypairOf("revoked wallet").publicKey;
  await allow(world, wallet, { status: "Revoked" });
  const { version } = await fetchEntry(world.vm, entryOf(wallet));

  const again = await prepareUpsertEntry(world.vm, { ...attributes(wallet, "Revoked"), expectedVersion: version });
  expect(again.signers).toEqual([world.payer.publicKey, world.registry.officer.publicKey]);

  const lifted = await prepareUpsertEntry(world.vm, { ...attributes(wallet), expectedVersion: version });
  expect(lifted.signers).toEqual([world.payer.publicKey, world.registry.authority.publicKey]);
  await send(world.vm, lifted, [world.payer, world.registry.authority]);
  expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({ status: "Active" });
});

test("an entry seen of another wallet or registry is refused", async () => {
  const [wallet, other] = [keypairOf("one wallet").publicKey, keypairOf("other wallet").publicKey];
  await allow(world, wallet);
  const seen = await fetchEntry(world.vm, entryOf(wallet));
  await thrown(InvalidInputError, prepareUpsertEntry(world.vm, { ...attributes(other), seen }));

  const { address: registry } = await createRegistry(world, "second registry");
  await thrown(InvalidInputError, prepareUpsertEntry(world.vm, { ...attributes(wallet), registry, seen }));
});

test("an entry that nobody says to have seen is refused, and a registry that does not exist", async () => {
  const wallet = keypairOf("unseen wallet").publicKey;
  const unseen = { ...attributes(wallet), expectedVersion: undefined as unknown as bigint };
  await thrown(InvalidInputError, prepareUpsertEntry(world.vm, unseen));

  const nowhere = { ...attributes(wallet), registry: wallet, expectedVersion: 0n };
  const error = await thrown(AccountNotFoundError, prepareUpsertEntry(world.vm, nowhere));
  expect(error).toMatchObject({ account: "Registry", address: wallet });
});
