import {
  ALL_PERMISSIONS,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  ENTRY_SIZE,
  type EntryRow,
  ENTRY_STATUSES,
  fetchEntry,
  fetchMaybeEntry,
  fetchRegistryLog,
  findEntryPda,
  HOLDER_CLASSES,
  PERMISSION,
  rentExemptLamports,
  type UpsertEntriesInput,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { allow, idOf, NO_IDENTITY, upsertEntriesInstruction, upsertInstruction } from "./harness/acts";
import { forgeBytes, forgeCopy, forgeEntry, forgeRegistryLog } from "./harness/forge";
import { describeMalformed, withData } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { registryPlaces, U64_MAX } from "./harness/registryActs";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { act, createRegistry, startWorld, type TestRegistry, US, type World } from "./harness/world";

/** Accounts before the entries: payer, signer, registry, log and the System program. */
const FIRST_ENTRY = 5;

let world: World;
let other: TestRegistry;
beforeAll(async () => {
  world = await startWorld();
  other = await createRegistry(world, "other registry");
});

const newWallet = (): PublicKey => Keypair.generate().publicKey;
const newWallets = (count: number): PublicKey[] => Array.from({ length: count }, newWallet);
const entryOf = (wallet: PublicKey): PublicKey => findEntryPda({ registry: world.registry.address, wallet }).address;
/** An address that no key signs for, as a pool's or a vault's. */
const newVenue = (): PublicKey => entryOf(newWallet());
const versionOf = async (wallet: PublicKey): Promise<bigint> => (await fetchEntry(world.vm, entryOf(wallet))).version;
const entriesOf = (wallets: readonly PublicKey[]) =>
  Promise.all(wallets.map((wallet) => fetchMaybeEntry(world.vm, entryOf(wallet))));

/** A row of a wallet that must have no entry yet, and no identity, but for the overrides. */
const row = (wallet: PublicKey, overrides: Partial<EntryRow> = {}): EntryRow => ({
  wallet,
  identity: NO_IDENTITY,
  expectedVersion: 0n,
  ...overrides,
});
const versioned = (...entries: readonly EntryRow[]) => ({ kind: "Versioned", entries }) as const;

type Rows = Parameters<typeof upsertEntriesInstruction>[1];
const upsert = (rows: Rows, overrides: Partial<UpsertEntriesInput> = {}) =>
  upsertEntriesInstruction(world, rows, overrides);
const write = (rows: Rows, overrides: Partial<UpsertEntriesInput> = {}, signer: Keypair = world.registry.officer) =>
  act(world, upsert(rows, { signer: signer.publicKey, ...overrides }), [signer]);

function refuses(rows: Rows, overrides: Partial<UpsertEntriesInput>, error: string, signer?: Keypair) {
  const by = signer ?? world.registry.officer;
  const instructions = upsert(rows, { signer: by.publicKey, ...overrides });
  return expectRefusal(world, { instructions, signers: [by] }, "compliance", error);
}

describe("upsert_entries", () => {
  test("upsert_entries writes new entries in the order of the rows, counts them, and reports each", async () => {
    const { registry, vm, payer } = world;
    const wallets = newWallets(3);
    const log = await fetchRegistryLog(vm, registry.log);
    const shared = {
      status: "Suspended",
      class: "Institution",
      permissions: PERMISSION.RECEIVE | PERMISSION.REDEEM,
      jurisdiction: 276,
      expiresAt: 1_900_000_000n,
    } as const;
    const { events } = await write(wallets, shared);

    const versions = wallets.map((_, place) => log.sequence + 1n + BigInt(place));
    expect(await entriesOf(wallets)).toEqual(
      wallets.map((wallet, place) => ({
        ...shared,
        layoutVersion: 1,
        bump: findEntryPda({ registry: registry.address, wallet }).bump,
        version: versions[place],
        wallet,
        identity: NO_IDENTITY,
        rentPayer: payer.publicKey,
        registry: registry.address,
      })),
    );
    expect(await fetchRegistryLog(vm, registry.log)).toEqual({
      ...log,
      sequence: log.sequence + 3n,
      entries: log.entries + 3n,
    });
    const at = await vm.now();
    expect(events).toEqual(
      wallets.map((wallet, place) => ({
        program: "compliance",
        name: "EntryWritten",
        line: expect.any(Number),
        data: {
          ...shared,
          registry: registry.address,
          sequence: versions[place],
          at,
          wallet,
          signer: registry.officer.publicKey,
          identity: NO_IDENTITY,
          previousVersion: 0n,
          entries: log.entries + 1n + BigInt(place),
        },
      })),
    );
    for (const wallet of wallets) {
      const account = await vm.getAccount(entryOf(wallet));
      expect([account!.data.length, account!.owner]).toEqual([ENTRY_SIZE, COMPLIANCE_PROGRAM_ID]);
      expect(account!.lamports).toBe(rentExemptLamports(ENTRY_SIZE));
    }
  });

  test("upsert_entries writes over entries of different versions, among new ones, each with its identity", async () => {
    const { registry, vm } = world;
    const [first, second, fresh] = newWallets(3) as [PublicKey, PublicKey, PublicKey];
    await allow(world, first, { identity: idOf("before"), jurisdiction: US });
    await allow(world, second);
    const before = await entriesOf([first, second]);
    const log = await fetchRegistryLog(vm, registry.log);
    const rows = versioned(
      row(second, { identity: idOf("customer 2"), expectedVersion: before[1]!.version }),
      row(fresh, { identity: idOf("customer 3") }),
      row(first, { identity: NO_IDENTITY, expectedVersion: before[0]!.version }),
    );
    const { events } = await write(rows, { status: "Suspended" });

    const shared = { status: "Suspended", class: "Person", permissions: ALL_PERMISSIONS, jurisdiction: 756 } as const;
    expect(await entriesOf([second, fresh, first])).toMatchObject([
      { ...before[1], ...shared, identity: idOf("customer 2"), version: log.sequence + 1n },
      { ...shared, wallet: fresh, identity: idOf("customer 3"), version: log.sequence + 2n },
      { ...before[0], ...shared, identity: NO_IDENTITY, version: log.sequence + 3n },
    ]);
    expect(events.map(({ data }) => data)).toMatchObject([
      { wallet: second, previousVersion: before[1]!.version, entries: log.entries },
      { wallet: fresh, previousVersion: 0n, entries: log.entries + 1n },
      { wallet: first, previousVersion: before[0]!.version, entries: log.entries + 1n },
    ]);
  });

  test("upsert_entries writes what upsert_entry writes", async () => {
    const [one, many] = newWallets(2) as [PublicKey, PublicKey];
    const attributes = { status: "Revoked", class: "Institution", permissions: 3, expiresAt: 5n } as const;
    await act(world, upsertInstruction(world, one, { ...attributes, identity: idOf("same") }), [
      world.registry.officer,
    ]);
    await write(versioned(row(many, { identity: idOf("same") })), attributes);
    const [written, expected] = await Promise.all([many, one].map((wallet) => fetchEntry(world.vm, entryOf(wallet))));
    const { wallet: _wallet, bump: _bump, version: _version, ...rest } = expected!;
    expect(written).toMatchObject(rest);
  });

  test("upsert_entries leaves the rent of an entry and who paid it, and takes no more from its payer", async () => {
    const wallet = newWallet();
    await allow(world, wallet);
    const payer = keypairOf("second payer");
    await world.vm.fund(payer.publicKey, 10n ** 9n);
    const change = upsert(versioned(row(wallet, { expectedVersion: await versionOf(wallet) })), {
      status: "Suspended",
      payer: payer.publicKey,
    });
    await act(world, change, [world.registry.officer, payer]);
    expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({ rentPayer: world.payer.publicKey });
    expect((await world.vm.getAccount(payer.publicKey))!.lamports).toBe(10n ** 9n);
  });

  test("upsert_entries takes the officer as payer", async () => {
    const { officer } = world.registry;
    await world.vm.fund(officer.publicKey, 10n ** 9n);
    const [one, two] = newWallets(2) as [PublicKey, PublicKey];
    await write([one, two], { payer: officer.publicKey });
    expect(await entriesOf([one, two])).toMatchObject([
      { rentPayer: officer.publicKey },
      { rentPayer: officer.publicKey },
    ]);
    const rent = rentExemptLamports(ENTRY_SIZE);
    expect((await world.vm.getAccount(officer.publicKey))!.lamports).toBe(10n ** 9n - 2n * rent);
  });

  test("upsert_entries lists venues, with or without a jurisdiction", async () => {
    for (const jurisdiction of [0, 276]) {
      const venues = [newVenue(), newVenue()];
      await write(venues, { class: "Venue", permissions: ALL_PERMISSIONS & ~PERMISSION.MINT, jurisdiction });
      expect(await entriesOf(venues)).toMatchObject([
        { class: "Venue", jurisdiction },
        { class: "Venue", jurisdiction },
      ]);
    }
  });

  test.each([
    ["one lamport", 1n],
    ["more than the rent", 10n ** 9n],
  ])("upsert_entries is not held up by %s sent to an entry's address", async (_, lamports) => {
    const wallets = newWallets(2);
    await world.vm.fund(entryOf(wallets[1]!), lamports);
    await write(wallets);
    expect(await entriesOf(wallets)).toMatchObject(wallets.map((wallet) => ({ wallet, status: "Active" })));
    const rent = rentExemptLamports(ENTRY_SIZE);
    const account = await world.vm.getAccount(entryOf(wallets[1]!));
    expect(account!.lamports).toBe(lamports > rent ? lamports : rent);
  });
});

describe("rows of upsert_entries", () => {
  test("upsert_entries refuses no rows at all, in either form", async () => {
    await refuses([], {}, "RowsMismatch");
    await refuses(versioned(), {}, "RowsMismatch");
  });

  test("upsert_entries refuses an account more than rows, and one less", async () => {
    const wallets = newWallets(2);
    const entries = wallets.map(entryOf);
    for (const rows of [wallets, versioned(...wallets.map((wallet) => row(wallet)))]) {
      await refuses(rows, { entries: [...entries, entryOf(newWallet())] }, "RowsMismatch");
      await refuses(rows, { entries: entries.slice(0, 1) }, "RowsMismatch");
      await refuses(rows, { entries: [] }, "RowsMismatch");
    }
  });

  test("upsert_entries refuses entries in another order than the rows, new or there already", async () => {
    const wallets = newWallets(2);
    const turned = wallets.map(entryOf).reverse();
    await refuses(wallets, { entries: turned }, "InvalidEntry");
    await write(wallets);
    const rows = await Promise.all(
      wallets.map(async (wallet) => row(wallet, { expectedVersion: await versionOf(wallet) })),
    );
    await refuses(versioned(...rows), { entries: turned }, "InvalidEntry");
  });

  test("upsert_entries refuses a wallet that it has just listed, in one call", async () => {
    const wallet = newWallet();
    await refuses([wallet, wallet], {}, "VersionMismatch");
    await refuses(versioned(row(wallet), row(wallet)), {}, "VersionMismatch");
  });

  test("upsert_entries writes a wallet twice where the second row expects what the first one writes", async () => {
    const wallet = newWallet();
    const { sequence } = await fetchRegistryLog(world.vm, world.registry.log);
    const again = row(wallet, { identity: idOf("second"), expectedVersion: sequence + 1n });
    const { events } = await write(versioned(row(wallet, { identity: idOf("first") }), again));
    expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({
      identity: idOf("second"),
      version: sequence + 2n,
    });
    expect(events.map(({ data }) => data)).toMatchObject([{ previousVersion: 0n }, { previousVersion: sequence + 1n }]);
  });

  test.each<readonly [string, (wallets: PublicKey[]) => Promise<[Rows, string]>]>([
    [
      "is listed already",
      async (wallets) => {
        await allow(world, wallets[2]!);
        return [wallets, "VersionMismatch"];
      },
    ],
    ["is the default key", async (wallets) => [[...wallets.slice(0, 2), PublicKey.default], "InvalidWallet"]],
    [
      "has changed since it was read",
      async (wallets) => {
        await allow(world, wallets[2]!);
        const expectedVersion = await versionOf(wallets[2]!);
        await allow(world, wallets[2]!, { status: "Suspended" });
        const [first, second] = wallets.map((wallet) => row(wallet));
        return [versioned(first!, second!, row(wallets[2]!, { expectedVersion })), "VersionMismatch"];
      },
    ],
  ])("upsert_entries writes no row where the last wallet %s", async (_, make) => {
    const [rows, error] = await make(newWallets(3));
    const log = await fetchRegistryLog(world.vm, world.registry.log);
    await refuses(rows, {}, error);
    expect(await fetchRegistryLog(world.vm, world.registry.log)).toEqual(log);
  });

  test("upsert_entries refuses every version but that of the entry", async () => {
    const wallet = newWallet();
    for (const expectedVersion of [1n, U64_MAX]) {
      await refuses(versioned(row(wallet, { expectedVersion })), {}, "VersionMismatch");
    }
    await allow(world, wallet);
    const version = await versionOf(wallet);
    for (const expectedVersion of [0n, version - 1n, version + 1n, U64_MAX]) {
      await refuses(versioned(row(wallet, { expectedVersion })), {}, "VersionMismatch");
    }
    await refuses([wallet], {}, "VersionMismatch");
  });
});

describe("signers of upsert_entries", () => {
  const liftsRevocation = (from: string, to: string): boolean => from === "Revoked" && to !== "Revoked";
  const transitions = ENTRY_STATUSES.flatMap((from) => ENTRY_STATUSES.map((to) => ({ from, to })));

  test.each(transitions)(
    "upsert_entries makes $from into $to for whoever may in upsert_entry",
    async ({ from, to }) => {
      const wallet = newWallet();
      await allow(world, wallet, { status: from });
      const rows = versioned(row(wallet, { expectedVersion: await versionOf(wallet) }));
      const { officer, authority } = world.registry;
      if (liftsRevocation(from, to)) {
        await refuses(rows, { status: to }, "RevokedByAuthorityOnly", officer);
        await write(rows, { status: to }, authority);
      } else {
        await refuses(rows, { status: to }, "NotOfficer", authority);
        await write(rows, { status: to }, officer);
      }
      expect((await fetchEntry(world.vm, entryOf(wallet))).status).toBe(to);
    },
  );

  test("upsert_entries refuses either signer rows that take the other one's signature, wherever they stand", async () => {
    const [revoked, fresh] = newWallets(2) as [PublicKey, PublicKey];
    await allow(world, revoked, { status: "Revoked" });
    const [lifted, listed] = [row(revoked, { expectedVersion: await versionOf(revoked) }), row(fresh)];
    for (const rows of [versioned(lifted, listed), versioned(listed, lifted)]) {
      await refuses(rows, {}, "RevokedByAuthorityOnly", world.registry.officer);
      await refuses(rows, {}, "NotOfficer", world.registry.authority);
    }
  });
});

describe("attributes of upsert_entries", () => {
  const named = HOLDER_CLASSES.filter((one) => one !== "Venue");
  const venue = { class: "Venue", permissions: ALL_PERMISSIONS & ~PERMISSION.MINT } as const;

  test.each([16, 255])("upsert_entries refuses the permissions %i", async (permissions) => {
    await refuses(newWallets(2), { permissions }, "UnknownPermission");
  });

  test.each([-1n, -(2n ** 63n)])("upsert_entries refuses the expiry %s", async (expiresAt) => {
    await refuses(newWallets(2), { expiresAt }, "InvalidExpiry");
  });

  test.each([1_000, 65_535])("upsert_entries refuses the jurisdiction %i", async (jurisdiction) => {
    await refuses(newWallets(2), { jurisdiction }, "InvalidJurisdiction");
    await refuses([newVenue()], { ...venue, jurisdiction }, "InvalidJurisdiction");
  });

  test.each(named)("upsert_entries refuses the class %s without a jurisdiction", async (of) => {
    await refuses(newWallets(2), { class: of, jurisdiction: 0 }, "JurisdictionMissing");
  });

  test("upsert_entries refuses a venue that somebody has the key of, among others that are none", async () => {
    await refuses([newVenue(), newWallet()], venue, "VenueOnCurve");
  });

  test("upsert_entries refuses MINT to venues", async () => {
    await refuses([newVenue()], { class: "Venue" }, "VenueCannotMint");
  });
});

describe("counters of upsert_entries", () => {
  async function counted(name: string, log: { sequence?: bigint; entries?: bigint }) {
    const registry = await createRegistry(world, name);
    await forgeRegistryLog(world.vm, registry.log, log);
    return (count: number) => ({
      instructions: upsertEntriesInstruction(world, newWallets(count), {}, registry),
      signers: [registry.officer],
    });
  }

  test("upsert_entries reaches the last sequence, and refuses to pass it", async () => {
    const attempt = await counted("last sequence", { sequence: U64_MAX - 2n });
    await expectRefusal(world, attempt(3), "compliance", "MathOverflow");
    const { instructions, signers } = attempt(2);
    const { events } = await act(world, instructions, signers);
    expect(events.map(({ data }) => data)).toMatchObject([{ sequence: U64_MAX - 1n }, { sequence: U64_MAX }]);
  });

  test("upsert_entries refuses one entry more than it can count", async () => {
    const attempt = await counted("last entry", { entries: U64_MAX - 2n });
    await expectRefusal(world, attempt(3), "compliance", "MathOverflow");
    const { instructions, signers } = attempt(2);
    await act(world, instructions, signers);
  });
});

describe("entries that are not the row's", () => {
  const places: readonly [string, (wallet: PublicKey) => PublicKey | Promise<PublicKey>][] = [
    ["a vacant address", newWallet],
    ["the wallet itself", (wallet) => wallet],
    ["the vacant entry of another wallet", () => entryOf(newWallet())],
    ["the wallet's entry of another registry", (wallet) => findEntryPda({ registry: other.address, wallet }).address],
    [
      "the entry of another wallet",
      async () => {
        const listed = newWallet();
        await allow(world, listed);
        return entryOf(listed);
      },
    ],
    [
      "the wallet's entry of another registry that lists it",
      async (wallet) => {
        await allow(world, wallet, {}, other);
        return findEntryPda({ registry: other.address, wallet }).address;
      },
    ],
    ["another registry", () => other.address],
  ];
  test.each(places)("upsert_entries refuses to list a wallet at %s", async (_, place) => {
    const wallets = newWallets(2);
    const entries = [entryOf(wallets[0]!), await place(wallets[1]!)];
    await refuses(wallets, { entries }, "InvalidEntry");
    await refuses(versioned(...wallets.map((wallet) => row(wallet))), { entries }, "InvalidEntry");
  });

  test("upsert_entries refuses to list a wallet at an address of its seeds with a lower bump", async () => {
    const wallet = newWallet();
    const { registry } = world;
    const { bump } = findEntryPda({ registry: registry.address, wallet });
    const lower = lowerPda([Buffer.from("entry"), registry.address.toBuffer(), wallet.toBuffer()], bump);
    await refuses([wallet], { entries: [lower] }, "InvalidEntry");
  });

  const forgeries: readonly [string, (address: PublicKey) => Promise<void>][] = [
    ["an entry of another program", (address) => forgeCopy(world.vm, address, address, CUSTODY_PROGRAM_ID)],
    ["an entry of another wallet", (address) => forgeEntry(world.vm, address, { wallet: newWallet() })],
    ["an entry of another registry", (address) => forgeEntry(world.vm, address, { registry: other.address })],
    ["an entry of another discriminator", (address) => forgeBytes(world.vm, address, (data) => void (data[0]! ^= 1))],
    ["an entry of a later layout", (address) => forgeBytes(world.vm, address, (data) => void (data[8] = 2))],
  ];
  test.each(forgeries)("upsert_entries refuses to write over %s", async (_, forge) => {
    const wallet = newWallet();
    await allow(world, wallet);
    const version = await versionOf(wallet);
    await forge(entryOf(wallet));
    for (const expectedVersion of [0n, version]) {
      await refuses(versioned(row(wallet, { expectedVersion })), {}, "InvalidEntry");
    }
  });

  test("upsert_entries refuses its own payer and log as entries", async () => {
    await refuses([newWallet()], { entries: [world.payer.publicKey] }, "InvalidEntry");
    await refuses([newWallet()], { entries: [world.registry.log] }, "ConstraintDuplicateMutableAccount");
  });

  test("upsert_entries refuses a read-only entry, new or there already", async () => {
    const wallet = newWallet();
    const { officer } = world.registry;
    const readOnly = (sound: TransactionInstruction): TransactionInstruction => {
      const keys = sound.keys.map((key, place) => (place >= FIRST_ENTRY ? { ...key, isWritable: false } : key));
      return new TransactionInstruction({ programId: sound.programId, keys, data: sound.data });
    };
    const attempt = (rows: Rows) => ({ instructions: readOnly(upsert(rows)), signers: [officer] });
    await expectRefusal(world, attempt([wallet]), "compliance", "ConstraintMut");
    await allow(world, wallet);
    const rows = versioned(row(wallet, { expectedVersion: await versionOf(wallet) }));
    await expectRefusal(world, attempt(rows), "compliance", "ConstraintMut");
  });
});

/** The next address below the canonical one that is off the curve too. */
function lowerPda(seeds: readonly Buffer[], bump: number): PublicKey {
  for (let lower = bump - 1; lower >= 0; lower--) {
    try {
      return PublicKey.createProgramAddressSync([...seeds, Buffer.of(lower)], COMPLIANCE_PROGRAM_ID);
    } catch {
      continue; // on the curve
    }
  }
  throw new Error("every lower bump is on the curve");
}

describe("data of upsert_entries", () => {
  /** Offsets in the data: behind the discriminator. */
  const [STATUS_AT, CLASS_AT, FORM_AT, COUNT_AT] = [8, 9, 21, 22];

  const changed = (place: number, byte: number) => {
    const sound = upsert(newWallets(2));
    const data = Uint8Array.from(sound.data, (value, index) => (index === place ? byte : value));
    return { instructions: withData(sound, data), signers: [world.registry.officer] };
  };

  test.each([
    ["status", STATUS_AT, 3],
    ["class", CLASS_AT, 3],
    ["form of rows", FORM_AT, 2],
  ])("upsert_entries refuses a %s of no name", async (_, place, lowest) => {
    for (const byte of [lowest, 255]) {
      await expectRefusal(world, changed(place, byte), "compliance", "InvalidInstructionData");
    }
  });

  test("upsert_entries refuses a count of rows that the data does not hold, however large", async () => {
    await expectRefusal(world, changed(COUNT_AT, 3), "compliance", "InvalidInstructionData");
    await expectRefusal(world, changed(COUNT_AT + 3, 255), "compliance", "InvalidInstructionData");
    await expectRefusal(world, changed(COUNT_AT, 1), "compliance", "RowsMismatch");
  });
});

const WALLET = keypairOf("substituted wallet").publicKey;
const subject = {
  world: () => world,
  name: "upsert_entries",
  attempt: async () => ({ instruction: upsert([WALLET]), signers: [world.registry.officer] }),
};
const signers: readonly [string, () => Keypair][] = [
  ["the authority", () => world.registry.authority],
  ["the pauser", () => world.registry.pauser],
  ["the payer", () => world.payer],
  ["the officer of another registry", () => other.officer],
  ["a key of nobody's", () => keypairOf("nobody")],
];

describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    signer: signers.map(([as, key]) => ({
      as,
      key: () => key().publicKey,
      signers: () => [key()],
      refused: ["compliance", "NotOfficer"],
    })),
    ...registryPlaces(
      "upsert_entries",
      () => world,
      () => other,
      "WrongLog",
    ),
    system_program: [
      { as: "another program", key: () => COMPLIANCE_PROGRAM_ID, refused: ["compliance", "IncorrectProgramId"] },
    ],
  },
});
describeReadOnly(subject);
// Without its last account, the only entry, an instruction has a row too many.
describeMalformed({
  ...subject,
  attempt: async () => {
    const { instruction, signers: usual } = await subject.attempt();
    const keys = instruction.keys.slice(0, FIRST_ENTRY);
    const { programId, data } = instruction;
    return { instruction: new TransactionInstruction({ programId, keys, data }), signers: usual };
  },
});

test("upsert_entries takes the registry and log of another registry for that one's list", async () => {
  const wallet = newWallet();
  const elsewhere = upsertEntriesInstruction(world, [wallet], {}, other);
  const mixed = withAccount(elsewhere, "upsert_entries", "log", world.registry.log);
  await expectRefusal(world, { instructions: mixed, signers: [other.officer] }, "compliance", "WrongLog");
  await act(world, elsewhere, [other.officer]);
  expect(await fetchMaybeEntry(world.vm, entryOf(wallet))).toBeNull();
});
