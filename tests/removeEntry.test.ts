import {
  createRemoveEntryInstruction,
  ENTRY_SIZE,
  ENTRY_STATUSES,
  fetchEntry,
  fetchMaybeEntry,
  fetchRegistryLog,
  findEntryPda,
  HOLDER_CLASSES,
  PERMISSION,
  type RemoveEntryInput,
  rentExemptLamports,
  type UpsertEntryInput,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { Keypair } from "@solana/web3.js";
import { allow, attest, createTokenAccountInstruction, mint, upsertInstruction } from "./harness/acts";
import { forgeBytes, forgeCopy, forgeEntry, forgeRegistryLog } from "./harness/forge";
import { listAsset, ONE } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { registryPlaces, U64_MAX } from "./harness/registryActs";
import { describeSubstitutions } from "./harness/substitution";
import { transferInstruction } from "./harness/transfers";
import { act, createRegistry, startWorld, type TestRegistry, type World } from "./harness/world";

let world: World;
let other: TestRegistry;
beforeAll(async () => {
  world = await startWorld();
  other = await createRegistry(world, "other registry");
});

const newWallet = (): PublicKey => Keypair.generate().publicKey;
const entryOf = (wallet: PublicKey, registry: TestRegistry = world.registry): PublicKey =>
  findEntryPda({ registry: registry.address, wallet }).address;
const versionOf = async (wallet: PublicKey): Promise<bigint> => (await fetchEntry(world.vm, entryOf(wallet))).version;
const lamportsOf = async (address: PublicKey): Promise<bigint> => (await world.vm.getAccount(address))?.lamports ?? 0n;

async function listed(overrides: Partial<UpsertEntryInput> = {}): Promise<PublicKey> {
  const wallet = newWallet();
  await allow(world, wallet, overrides);
  return wallet;
}

/** Of the version that the entry has, and with the rent to the world's payer, where nothing else is said. */
async function removeInstruction(wallet: PublicKey, overrides: Partial<RemoveEntryInput> = {}) {
  return createRemoveEntryInstruction({
    authority: world.registry.authority.publicKey,
    registry: world.registry.address,
    wallet,
    rentPayer: world.payer.publicKey,
    expectedVersion: overrides.expectedVersion ?? (await versionOf(wallet)),
    ...overrides,
  });
}

const remove = async (wallet: PublicKey, overrides: Partial<RemoveEntryInput> = {}) =>
  act(world, await removeInstruction(wallet, overrides), [world.registry.authority]);

async function refuses(wallet: PublicKey, overrides: Partial<RemoveEntryInput>, error: string) {
  const instructions = await removeInstruction(wallet, overrides);
  return expectRefusal(world, { instructions, signers: [world.registry.authority] }, "compliance", error);
}

describe("remove_entry", () => {
  test("remove_entry takes the account away, pays its rent to who paid it, counts, and reports it", async () => {
    const { vm, registry } = world;
    const rentPayer = keypairOf("rent payer");
    await vm.fund(rentPayer.publicKey, 10n ** 9n);
    const wallet = newWallet();
    await act(world, upsertInstruction(world, wallet, { payer: rentPayer.publicKey }), [registry.officer, rentPayer]);
    const [version, log] = [await versionOf(wallet), await fetchRegistryLog(vm, registry.log)];
    const { events } = await remove(wallet, { rentPayer: rentPayer.publicKey });

    const [sequence, entries] = [log.sequence + 1n, log.entries - 1n];
    expect(await vm.getAccount(entryOf(wallet))).toBeNull();
    expect(await lamportsOf(rentPayer.publicKey)).toBe(10n ** 9n);
    expect(await fetchRegistryLog(vm, registry.log)).toEqual({ ...log, sequence, entries });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "EntryRemoved",
        line: expect.any(Number),
        data: {
          registry: registry.address,
          sequence,
          at: await vm.now(),
          wallet,
          version,
          rentPayer: rentPayer.publicKey,
          entries,
        },
      },
    ]);
  });

  test("remove_entry pays out whatever else was sent to the entry", async () => {
    const wallet = await listed();
    await world.vm.fund(entryOf(wallet), 12_345n);
    const before = await lamportsOf(world.payer.publicKey);
    await remove(wallet);
    const fees = 2n * 5_000n;
    const gained = rentExemptLamports(ENTRY_SIZE) + 12_345n;
    expect(await lamportsOf(world.payer.publicKey)).toBe(before - fees + gained);
  });

  test.each(HOLDER_CLASSES)("remove_entry removes the class %s", async (of) => {
    const wallet = of === "Venue" ? entryOf(newWallet()) : newWallet();
    await allow(world, wallet, { class: of, permissions: PERMISSION.RECEIVE });
    await remove(wallet);
    expect(await fetchMaybeEntry(world.vm, entryOf(wallet))).toBeNull();
  });

  test("remove_entry lets the rent go to the authority where it has paid it", async () => {
    const { authority, officer } = world.registry;
    await world.vm.fund(authority.publicKey, 10n ** 9n);
    const wallet = newWallet();
    await act(world, upsertInstruction(world, wallet, { payer: authority.publicKey }), [officer, authority]);
    await remove(wallet, { rentPayer: authority.publicKey });
    expect(await lamportsOf(authority.publicKey)).toBe(10n ** 9n);
  });

  test.each(ENTRY_STATUSES.filter((status) => status !== "Active"))(
    "remove_entry refuses an entry that is %s, which stays on record",
    async (status) => {
      const wallet = await listed({ status });
      await refuses(wallet, {}, "EntryNotActive");
    },
  );

  test("remove_entry refuses an entry of an unknown status", async () => {
    const wallet = await listed();
    const expectedVersion = await versionOf(wallet);
    await forgeBytes(world.vm, entryOf(wallet), (data) => void (data[10] = 3));
    await refuses(wallet, { expectedVersion }, "EntryNotActive");
  });

  test("remove_entry refuses to remove what is removed or was never listed", async () => {
    const wallet = await listed();
    const expectedVersion = await versionOf(wallet);
    await remove(wallet);
    await refuses(wallet, { expectedVersion }, "InvalidEntry");
    await refuses(newWallet(), { expectedVersion: 0n }, "InvalidEntry");
  });

  test("remove_entry refuses every version but that of the entry", async () => {
    const wallet = await listed();
    await allow(world, wallet, { permissions: 0 });
    const version = await versionOf(wallet);
    for (const expectedVersion of [0n, version - 1n, version + 1n, U64_MAX]) {
      await refuses(wallet, { expectedVersion }, "VersionMismatch");
    }
    await remove(wallet, { expectedVersion: version });
  });

  test("remove_entry names another version before a status, and a status before another rent payer", async () => {
    const wallet = await listed({ status: "Suspended" });
    await refuses(wallet, { expectedVersion: 1n }, "VersionMismatch");
    await refuses(wallet, { rentPayer: newWallet() }, "EntryNotActive");
  });

  test("remove_entry needs no room in the count that it lowers, and refuses to lower none", async () => {
    const registry = await createRegistry(world, "counted");
    const wallet = newWallet();
    await allow(world, wallet, {}, registry);
    const { version } = await fetchEntry(world.vm, entryOf(wallet, registry));
    const of = {
      registry: registry.address,
      authority: registry.authority.publicKey,
      expectedVersion: version,
    };
    const attempt = { instructions: await removeInstruction(wallet, of), signers: [registry.authority] };
    await forgeRegistryLog(world.vm, registry.log, { entries: 0n });
    await expectRefusal(world, attempt, "compliance", "MathOverflow");
    await forgeRegistryLog(world.vm, registry.log, { entries: 1n, sequence: U64_MAX });
    await expectRefusal(world, attempt, "compliance", "MathOverflow");
    await forgeRegistryLog(world.vm, registry.log, { sequence: U64_MAX - 1n });
    const { events } = await act(world, attempt.instructions, attempt.signers);
    expect(events.map(({ data }) => data)).toMatchObject([{ sequence: U64_MAX, entries: 0n }]);
  });
});

describe("a wallet that remove_entry has taken off", () => {
  test("can be listed anew, in the same transaction too, under a higher version", async () => {
    const { registry } = world;
    const wallet = await listed();
    const first = await versionOf(wallet);
    const both = [await removeInstruction(wallet), upsertInstruction(world, wallet)];
    await act(world, both, [registry.authority, registry.officer]);
    const second = await versionOf(wallet);
    expect(second).toBe(first + 2n);
    await remove(wallet);
    await allow(world, wallet);
    expect(await versionOf(wallet)).toBe(second + 2n);
  });

  test("is not written to by whoever has seen the entry that is gone", async () => {
    const wallet = await listed();
    const expectedVersion = await versionOf(wallet);
    await remove(wallet);
    const late = upsertInstruction(world, wallet, { expectedVersion });
    const attempt = { instructions: late, signers: [world.registry.officer] };
    await expectRefusal(world, attempt, "compliance", "VersionMismatch", [entryOf(wallet)]);
  });

  test("receives no more, and has nothing to send from", async () => {
    const asset = await listAsset(world);
    const [alice, bob] = [keypairOf("alice"), keypairOf("bob")];
    await attest(world, asset, { shares: 100n * ONE });
    for (const person of [alice, bob]) await allow(world, person.publicKey);
    await mint(world, asset, { id: "alice", shares: ONE, recipient: alice.publicKey });
    await act(world, createTokenAccountInstruction(world, bob.publicKey, asset.mint));
    const transfer = async () => ({
      instructions: await transferInstruction(world, { mint: asset.mint, from: alice.publicKey, to: bob.publicKey }),
      signers: [alice],
    });
    await remove(bob.publicKey);
    await expectRefusal(world, await transfer(), "compliance", "ReceiverNotListed");
    await allow(world, bob.publicKey);
    await remove(alice.publicKey);
    await expectRefusal(world, await transfer(), "compliance", "SenderNotListed");
  });
});

describe("foreign accounts that remove_entry is given", () => {
  test.each<readonly [string, (address: PublicKey) => Promise<void>]>([
    ["an entry of another program", (address) => forgeCopy(world.vm, address, address, other.address)],
    ["an entry of another wallet", (address) => forgeEntry(world.vm, address, { wallet: newWallet() })],
    ["an entry of another registry", (address) => forgeEntry(world.vm, address, { registry: other.address })],
    ["an entry of another discriminator", (address) => forgeBytes(world.vm, address, (data) => void (data[0]! ^= 1))],
    ["an entry of a later layout", (address) => forgeBytes(world.vm, address, (data) => void (data[8] = 2))],
  ])("remove_entry refuses %s", async (_, forge) => {
    const wallet = await listed();
    const expectedVersion = await versionOf(wallet);
    await forge(entryOf(wallet));
    await refuses(wallet, { expectedVersion }, "InvalidEntry");
  });
});

const WALLET = keypairOf("substituted wallet").publicKey;
const LISTED = keypairOf("listed elsewhere").publicKey;
beforeAll(async () => {
  await allow(world, WALLET);
  await allow(world, LISTED);
  await allow(world, WALLET, {}, other);
});
const subject = {
  world: () => world,
  name: "remove_entry",
  attempt: async () => ({ instruction: await removeInstruction(WALLET), signers: [world.registry.authority] }),
};
const signers: readonly [string, () => Keypair][] = [
  ["the officer", () => world.registry.officer],
  ["the pauser", () => world.registry.pauser],
  ["the authority of another registry", () => other.authority],
  ["who paid the rent", () => world.payer],
];

describeSubstitutions({
  ...subject,
  substitutions: {
    authority: signers.map(([as, key]) => ({
      as,
      key: () => key().publicKey,
      signers: () => [key()],
      refused: ["compliance", "NotAuthority"],
    })),
    ...registryPlaces(
      "remove_entry",
      () => world,
      () => other,
      "NotAuthority",
    ),
    wallet: [
      { as: "another wallet", key: newWallet, refused: ["compliance", "InvalidEntry"] },
      { as: "a listed wallet", key: () => LISTED, refused: ["compliance", "InvalidEntry"] },
    ],
    entry: [
      { as: "the entry of another wallet", key: () => entryOf(LISTED), refused: ["compliance", "InvalidEntry"] },
      {
        as: "the wallet's entry of another registry",
        key: () => entryOf(WALLET, other),
        refused: ["compliance", "InvalidEntry"],
      },
      { as: "a vacant address", key: newWallet, refused: ["compliance", "InvalidEntry"] },
      { as: "a registry", key: () => other.address, refused: ["compliance", "InvalidEntry"] },
    ],
    rent_payer: [
      { as: "another account", key: newWallet, refused: ["compliance", "WrongRentPayer"] },
      { as: "the wallet", key: () => WALLET, refused: ["compliance", "WrongRentPayer"] },
      {
        as: "the entry itself",
        key: () => entryOf(WALLET),
        refused: ["compliance", "ConstraintDuplicateMutableAccount"],
      },
    ],
  },
});
describeMalformed(subject);
describeReadOnly({
  ...subject,
  // The fee payer, who has paid the rent too, is writable whatever it is named for.
  attempt: async () => {
    const rentPayer = keypairOf("rent payer of a read-only entry");
    const wallet = keypairOf("wallet of a read-only entry").publicKey;
    await world.vm.fund(rentPayer.publicKey, 10n ** 9n);
    if ((await fetchMaybeEntry(world.vm, entryOf(wallet))) === null) {
      const paid = upsertInstruction(world, wallet, { payer: rentPayer.publicKey });
      await act(world, paid, [world.registry.officer, rentPayer]);
    }
    const instruction = await removeInstruction(wallet, { rentPayer: rentPayer.publicKey });
    return { instruction, signers: [world.registry.authority] };
  },
});
