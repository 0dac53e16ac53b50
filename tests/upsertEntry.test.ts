import {
  ALL_PERMISSIONS,
  COMPLIANCE_PROGRAM_ID,
  CUSTODY_PROGRAM_ID,
  ENTRY_SIZE,
  type EntryStatus,
  ENTRY_STATUSES,
  fetchEntry,
  fetchRegistryLog,
  findEntryPda,
  HOLDER_CLASSES,
  type HolderClass,
  PERMISSION,
  REGISTRY_SIZE,
  rentExemptLamports,
  type UpsertEntryInput,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey, SystemProgram, type TransactionInstruction } from "@solana/web3.js";
import { allow, idOf, upsertInstruction } from "./harness/acts";
import { forgeBytes, forgeCopy, forgeEntry, forgeRegistryLog } from "./harness/forge";
import { describeMalformed, withData } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { act, createRegistry, startWorld, type TestRegistry, US, type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;
const I64_MAX = 2n ** 63n - 1n;
const SIGNATURE_FEE = 5_000n;

let world: World;
let other: TestRegistry;
beforeAll(async () => {
  world = await startWorld();
  other = await createRegistry(world, "other registry");
});

/** A wallet that nobody has listed. */
const newWallet = (): PublicKey => Keypair.generate().publicKey;
const entryOf = (wallet: PublicKey): PublicKey => findEntryPda({ registry: world.registry.address, wallet }).address;
/** An address that no key signs for, as a pool's or a vault's. */
const newVenue = (): PublicKey => entryOf(newWallet());

const upsert = (wallet: PublicKey, overrides: Partial<UpsertEntryInput> = {}): TransactionInstruction =>
  upsertInstruction(world, wallet, overrides);

function refuses(wallet: PublicKey, overrides: Partial<UpsertEntryInput>, error: string, signer?: Keypair) {
  const by = signer ?? world.registry.officer;
  const instructions = upsert(wallet, { signer: by.publicKey, ...overrides });
  return expectRefusal(world, { instructions, signers: [by] }, "compliance", error, [entryOf(wallet)]);
}

async function versionOf(wallet: PublicKey): Promise<bigint> {
  return (await fetchEntry(world.vm, entryOf(wallet))).version;
}

async function lamportsOf(address: PublicKey): Promise<bigint> {
  return (await world.vm.getAccount(address))?.lamports ?? 0n;
}

describe("upsert_entry", () => {
  test("upsert_entry writes a new entry, counts it, and reports what it has written", async () => {
    const { registry, vm, payer } = world;
    const wallet = newWallet();
    const { address, bump } = findEntryPda({ registry: registry.address, wallet });
    const [before, lamports] = [await fetchRegistryLog(vm, registry.log), await lamportsOf(payer.publicKey)];
    const written = {
      status: "Suspended",
      class: "Institution",
      permissions: PERMISSION.RECEIVE | PERMISSION.REDEEM,
      jurisdiction: 276,
      expiresAt: 1_900_000_000n,
      identity: idOf("customer 1"),
    } as const;
    const { events } = await act(world, upsert(wallet, written), [registry.officer]);

    const version = before.sequence + 1n;
    expect(await fetchEntry(vm, address)).toEqual({
      ...written,
      layoutVersion: 1,
      bump,
      version,
      wallet,
      rentPayer: payer.publicKey,
      registry: registry.address,
    });
    expect(await fetchRegistryLog(vm, registry.log)).toEqual({
      ...before,
      sequence: version,
      entries: before.entries + 1n,
    });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "EntryWritten",
        line: expect.any(Number),
        data: {
          ...written,
          registry: registry.address,
          sequence: version,
          at: await vm.now(),
          wallet,
          signer: registry.officer.publicKey,
          previousVersion: 0n,
          entries: before.entries + 1n,
        },
      },
    ]);
    const account = await vm.getAccount(address);
    expect([account!.data.length, account!.owner]).toEqual([ENTRY_SIZE, COMPLIANCE_PROGRAM_ID]);
    expect(account!.lamports).toBe(rentExemptLamports(ENTRY_SIZE));
    const spent = lamports - (await lamportsOf(payer.publicKey));
    expect(spent).toBe(rentExemptLamports(ENTRY_SIZE) + 2n * SIGNATURE_FEE);
  });

  test("upsert_entry writes every attribute of an entry anew, and leaves its rent and who paid it", async () => {
    const { registry, vm } = world;
    const wallet = newWallet();
    await allow(world, wallet, { identity: idOf("customer 2") });
    const [first, log] = [await fetchEntry(vm, entryOf(wallet)), await fetchRegistryLog(vm, registry.log)];
    const second = keypairOf("second payer");
    await vm.fund(second.publicKey, 10n ** 9n);
    const changed = {
      status: "Revoked",
      class: "Institution",
      permissions: 0,
      jurisdiction: US,
      expiresAt: 1n,
      identity: idOf("customer 3"),
    } as const;
    const instruction = upsert(wallet, { ...changed, payer: second.publicKey, expectedVersion: first.version });
    const { events } = await act(world, instruction, [registry.officer, second]);

    const version = log.sequence + 1n;
    expect(await fetchEntry(vm, entryOf(wallet))).toEqual({ ...first, ...changed, version });
    expect(await fetchRegistryLog(vm, registry.log)).toEqual({ ...log, sequence: version });
    expect(events.map(({ data }) => data)).toEqual([
      {
        ...changed,
        registry: registry.address,
        sequence: version,
        at: await vm.now(),
        wallet,
        signer: registry.officer.publicKey,
        previousVersion: first.version,
        entries: log.entries,
      },
    ]);
    expect(await lamportsOf(entryOf(wallet))).toBe(rentExemptLamports(ENTRY_SIZE));
    expect(await lamportsOf(second.publicKey)).toBe(10n ** 9n);
  });

  test("upsert_entry does not write the registry, which transfers read", async () => {
    const before = await world.vm.getAccount(world.registry.address);
    await allow(world, newWallet());
    expect(await world.vm.getAccount(world.registry.address)).toEqual(before);
    const named = upsert(newWallet()).keys.filter(({ pubkey }) => pubkey.equals(world.registry.address));
    expect(named.map(({ isWritable }) => isWritable)).toEqual([false]);
  });

  test("upsert_entry lists one wallet on two registries, each by its own officer", async () => {
    const wallet = newWallet();
    await allow(world, wallet, { jurisdiction: 276 });
    await allow(world, wallet, { jurisdiction: 528 }, other);
    const elsewhere = findEntryPda({ registry: other.address, wallet }).address;
    expect((await fetchEntry(world.vm, entryOf(wallet))).jurisdiction).toBe(276);
    expect((await fetchEntry(world.vm, elsewhere)).jurisdiction).toBe(528);
  });

  test("upsert_entry takes the officer as payer", async () => {
    const { officer } = world.registry;
    await world.vm.fund(officer.publicKey, 10n ** 9n);
    const wallet = newWallet();
    await act(world, upsert(wallet, { payer: officer.publicKey }), [officer]);
    expect((await fetchEntry(world.vm, entryOf(wallet))).rentPayer).toEqual(officer.publicKey);
    expect(await lamportsOf(officer.publicKey)).toBe(10n ** 9n - rentExemptLamports(ENTRY_SIZE));
  });

  test("upsert_entry writes two wallets in one transaction, and then one wallet twice", async () => {
    const [one, two] = [newWallet(), newWallet()];
    const { sequence } = await fetchRegistryLog(world.vm, world.registry.log);
    await act(world, [upsert(one), upsert(two)], [world.registry.officer]);
    expect([await versionOf(one), await versionOf(two)]).toEqual([sequence + 1n, sequence + 2n]);
    const again = [
      upsert(one, { expectedVersion: sequence + 1n }),
      upsert(one, { expectedVersion: sequence + 3n, status: "Suspended" }),
    ];
    await act(world, again, [world.registry.officer]);
    expect(await fetchEntry(world.vm, entryOf(one))).toMatchObject({ status: "Suspended", version: sequence + 4n });
  });

  test.each([
    ["one lamport", 1n],
    ["the rent of one byte less", rentExemptLamports(ENTRY_SIZE - 1)],
    ["more than the rent", 10n ** 9n],
  ])("upsert_entry is not held up by %s sent to the entry's address", async (_, lamports) => {
    const wallet = newWallet();
    await world.vm.fund(entryOf(wallet), lamports);
    await act(world, upsert(wallet), [world.registry.officer]);
    expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({ wallet, status: "Active" });
    const rent = rentExemptLamports(ENTRY_SIZE);
    expect(await lamportsOf(entryOf(wallet))).toBe(lamports > rent ? lamports : rent);
  });
});

describe("signers of upsert_entry", () => {
  /** What becomes of an entry of the first status that is to get the second one. */
  const transitions = ENTRY_STATUSES.flatMap((from) => ENTRY_STATUSES.map((to) => ({ from, to })));
  const liftsRevocation = ({ from, to }: { from: EntryStatus; to: EntryStatus }): boolean =>
    from === "Revoked" && to !== "Revoked";

  async function listed(status: EntryStatus): Promise<PublicKey> {
    const wallet = newWallet();
    await allow(world, wallet, { status });
    return wallet;
  }

  test.each(transitions.filter((one) => !liftsRevocation(one)))(
    "upsert_entry makes $from into $to for the officer, and refuses the authority",
    async ({ from, to }) => {
      const wallet = await listed(from);
      const change = { status: to, expectedVersion: await versionOf(wallet) };
      await refuses(wallet, change, "NotOfficer", world.registry.authority);
      await act(world, upsert(wallet, change), [world.registry.officer]);
      expect((await fetchEntry(world.vm, entryOf(wallet))).status).toBe(to);
    },
  );

  test.each(transitions.filter(liftsRevocation))(
    "upsert_entry makes $from into $to for the authority, and refuses the officer",
    async ({ from, to }) => {
      const wallet = await listed(from);
      const change = { status: to, expectedVersion: await versionOf(wallet) };
      await refuses(wallet, change, "RevokedByAuthorityOnly");
      const { authority } = world.registry;
      const lift = upsert(wallet, { ...change, signer: authority.publicKey });
      const { events } = await act(world, lift, [authority]);
      expect((await fetchEntry(world.vm, entryOf(wallet))).status).toBe(to);
      expect(events.map(({ data }) => data)).toMatchObject([{ signer: authority.publicKey, status: to }]);
    },
  );

  test.each(ENTRY_STATUSES)("upsert_entry writes a new entry as %s for the officer only", async (status) => {
    const wallet = newWallet();
    await refuses(wallet, { status }, "NotOfficer", world.registry.authority);
    await act(world, upsert(wallet, { status }), [world.registry.officer]);
    expect((await fetchEntry(world.vm, entryOf(wallet))).status).toBe(status);
  });

  const strangers: readonly [string, () => Keypair][] = [
    ["the pauser", () => world.registry.pauser],
    ["the base", () => world.registry.base],
    ["the payer", () => world.payer],
    ["the officer of another registry", () => other.officer],
    ["the authority of another registry", () => other.authority],
    ["a key of nobody's", () => keypairOf("nobody")],
  ];
  test.each(strangers)("upsert_entry takes neither a listing nor the end of a revocation from %s", async (_, key) => {
    await refuses(newWallet(), {}, "NotOfficer", key());
    const revoked = await listed("Revoked");
    const change = { status: "Active", expectedVersion: await versionOf(revoked) } as const;
    await refuses(revoked, change, "RevokedByAuthorityOnly", key());
  });

  test("upsert_entry does not let a wallet list itself", async () => {
    const wallet = keypairOf("lists itself");
    await refuses(wallet.publicKey, {}, "NotOfficer", wallet);
  });
});

describe("versions of upsert_entry", () => {
  test("upsert_entry refuses a version where there is no entry", async () => {
    const { sequence } = await fetchRegistryLog(world.vm, world.registry.log);
    for (const expectedVersion of [1n, sequence, sequence + 1n, U64_MAX]) {
      await refuses(newWallet(), { expectedVersion }, "VersionMismatch");
    }
  });

  test("upsert_entry refuses every version but that of the entry", async () => {
    const wallet = newWallet();
    await allow(world, wallet);
    await allow(world, wallet, { permissions: PERMISSION.SEND });
    const version = await versionOf(wallet);
    for (const expectedVersion of [0n, version - 1n, version + 1n, U64_MAX]) {
      await refuses(wallet, { expectedVersion }, "VersionMismatch");
    }
    await act(world, upsert(wallet, { expectedVersion: version }), [world.registry.officer]);
  });

  test("upsert_entry refuses the same listing a second time", async () => {
    const wallet = newWallet();
    await act(world, upsert(wallet), [world.registry.officer]);
    await refuses(wallet, {}, "VersionMismatch");
  });

  test("upsert_entry keeps a later decision when a bulk load that began before it is resumed", async () => {
    const wallet = newWallet();
    await allow(world, wallet);
    const seen = await versionOf(wallet);
    await allow(world, wallet, { status: "Suspended" });
    await refuses(wallet, { expectedVersion: 0n }, "VersionMismatch");
    await refuses(wallet, { expectedVersion: seen }, "VersionMismatch");
  });
});

describe("attributes of upsert_entry", () => {
  const classes = HOLDER_CLASSES.map((one) => ({ class: one }));
  const named = classes.filter((one) => one.class !== "Venue");
  const walletFor = (of: HolderClass): PublicKey => (of === "Venue" ? newVenue() : newWallet());
  const venueToo = { permissions: ALL_PERMISSIONS & ~PERMISSION.MINT };
  const accepts = async (wallet: PublicKey, attributes: Partial<UpsertEntryInput>): Promise<void> => {
    await act(world, upsert(wallet, attributes), [world.registry.officer]);
    expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject(attributes);
  };

  test("upsert_entry takes every set of permissions, and none", async () => {
    for (let permissions = 0; permissions <= ALL_PERMISSIONS; permissions++)
      await accepts(newWallet(), { permissions });
  });

  test.each([16, 31, 32, 64, 128, 255])("upsert_entry refuses the permissions %i", async (permissions) => {
    await refuses(newWallet(), { permissions }, "UnknownPermission");
  });

  test.each([0n, 1n, I64_MAX])("upsert_entry takes the expiry %s", async (expiresAt) => {
    await accepts(newWallet(), { expiresAt });
  });

  test.each([-1n, -(2n ** 63n)])("upsert_entry refuses the expiry %s", async (expiresAt) => {
    await refuses(newWallet(), { expiresAt }, "InvalidExpiry");
  });

  test.each(classes)("upsert_entry takes the jurisdictions 1 and 999 of the class $class", async (of) => {
    for (const jurisdiction of [1, 999]) await accepts(walletFor(of.class), { ...of, ...venueToo, jurisdiction });
  });

  test.each(classes)("upsert_entry refuses a jurisdiction above 999 of the class $class", async (of) => {
    for (const jurisdiction of [1_000, 1_023, 1_024, 65_535]) {
      await refuses(walletFor(of.class), { ...of, ...venueToo, jurisdiction }, "InvalidJurisdiction");
    }
  });

  test.each(named)("upsert_entry refuses the class $class without a jurisdiction", async (of) => {
    await refuses(newWallet(), { ...of, jurisdiction: 0 }, "JurisdictionMissing");
  });

  test("upsert_entry lists a venue without a jurisdiction", async () => {
    await accepts(newVenue(), { class: "Venue", ...venueToo, jurisdiction: 0 });
  });

  test("upsert_entry lists a wallet of a jurisdiction that the registry blocks, as transfers check it", async () => {
    await accepts(newWallet(), { jurisdiction: US });
  });

  test("upsert_entry refuses a venue that somebody has the key of", async () => {
    await refuses(newWallet(), { class: "Venue", ...venueToo }, "VenueOnCurve");
  });

  test("upsert_entry refuses to make a wallet into a venue later on", async () => {
    const wallet = newWallet();
    await allow(world, wallet);
    const change = { class: "Venue", ...venueToo, expectedVersion: await versionOf(wallet) } as const;
    await refuses(wallet, change, "VenueOnCurve");
  });

  test.each(ENTRY_STATUSES)("upsert_entry refuses MINT to a venue, also as %s", async (status) => {
    await refuses(newVenue(), { class: "Venue", status }, "VenueCannotMint");
    await refuses(newVenue(), { class: "Venue", status, permissions: PERMISSION.MINT }, "VenueCannotMint");
  });

  test.each(named)(
    "upsert_entry lists an address off the curve, as a multisig's vault, in the class $class",
    async (of) => {
      await accepts(newVenue(), { ...of, permissions: ALL_PERMISSIONS });
    },
  );

  test("upsert_entry refuses the default key", async () => {
    await refuses(PublicKey.default, {}, "InvalidWallet");
  });
});

describe("counters of upsert_entry", () => {
  /** A registry of its own, so that its counters can be forged. */
  async function counted(name: string, log: { sequence?: bigint; entries?: bigint }): Promise<TestRegistry> {
    const registry = await createRegistry(world, name);
    await forgeRegistryLog(world.vm, registry.log, log);
    return registry;
  }
  const listing = (registry: TestRegistry, wallet: PublicKey, overrides: Partial<UpsertEntryInput> = {}) => ({
    instructions: upsert(wallet, {
      registry: registry.address,
      signer: registry.officer.publicKey,
      ...overrides,
    }),
    signers: [registry.officer],
  });

  test("upsert_entry reaches the last sequence, and refuses to pass it", async () => {
    const registry = await counted("last sequence", { sequence: U64_MAX - 1n });
    const wallet = newWallet();
    const { instructions, signers } = listing(registry, wallet);
    await act(world, instructions, signers);
    const { address } = findEntryPda({ registry: registry.address, wallet });
    expect((await fetchEntry(world.vm, address)).version).toBe(U64_MAX);
    const again = listing(registry, wallet, { expectedVersion: U64_MAX });
    await expectRefusal(world, again, "compliance", "MathOverflow");
    await expectRefusal(world, listing(registry, newWallet()), "compliance", "MathOverflow");
  });

  test("upsert_entry refuses one entry more than it can count, and still changes those there are", async () => {
    const registry = await counted("last entry", { entries: U64_MAX - 1n });
    const wallet = newWallet();
    const { instructions, signers } = listing(registry, wallet);
    await act(world, instructions, signers);
    expect((await fetchRegistryLog(world.vm, registry.log)).entries).toBe(U64_MAX);
    await expectRefusal(world, listing(registry, newWallet()), "compliance", "MathOverflow");
    await allow(world, wallet, { status: "Revoked" }, registry);
    expect((await fetchRegistryLog(world.vm, registry.log)).entries).toBe(U64_MAX);
  });
});

/** Whatever stands at an entry's address and is none: no instruction can put it there. */
describe("foreign accounts at an entry's address", () => {
  const forgeries: readonly [string, (address: PublicKey) => Promise<void>][] = [
    ["an entry of another program", (address) => forgeCopy(world.vm, address, address, CUSTODY_PROGRAM_ID)],
    ["an entry of the System program", (address) => forgeCopy(world.vm, address, address, SystemProgram.programId)],
    ["an entry of another wallet", (address) => forgeEntry(world.vm, address, { wallet: newWallet() })],
    ["an entry of another registry", (address) => forgeEntry(world.vm, address, { registry: other.address })],
    ["a registry", (address) => forgeCopy(world.vm, world.registry.address, address, COMPLIANCE_PROGRAM_ID)],
    ["an entry of another discriminator", (address) => forgeBytes(world.vm, address, (data) => void (data[0]! ^= 1))],
    ["an entry of a later layout", (address) => forgeBytes(world.vm, address, (data) => void (data[8] = 2))],
    ["an entry one byte too long", (address) => resize(address, ENTRY_SIZE + 1)],
    ["an entry one byte too short", (address) => resize(address, ENTRY_SIZE - 1)],
  ];
  async function resize(address: PublicKey, size: number): Promise<void> {
    const account = (await world.vm.getAccount(address))!;
    const data = new Uint8Array(size);
    data.set(account.data.subarray(0, size));
    await world.vm.setAccount(address, { ...account, data, lamports: rentExemptLamports(size) });
  }

  test.each(forgeries)("upsert_entry refuses to write over %s", async (_, forge) => {
    const wallet = newWallet();
    await allow(world, wallet);
    const version = await versionOf(wallet);
    await forge(entryOf(wallet));
    for (const expectedVersion of [0n, version]) await refuses(wallet, { expectedVersion }, "InvalidEntry");
  });

  test("upsert_entry lets the officer write over an entry of an unknown status", async () => {
    const wallet = newWallet();
    await allow(world, wallet);
    const expectedVersion = await versionOf(wallet);
    await forgeBytes(world.vm, entryOf(wallet), (data) => void (data[10] = 3));
    await act(world, upsert(wallet, { expectedVersion, status: "Suspended" }), [world.registry.officer]);
    expect((await fetchEntry(world.vm, entryOf(wallet))).status).toBe("Suspended");
  });
});

describe("data of upsert_entry", () => {
  /** Offsets in the data: behind the discriminator and the version. */
  const STATUS_AT = 16;
  const CLASS_AT = 17;

  test.each([
    ["status", STATUS_AT],
    ["class", CLASS_AT],
  ])("upsert_entry refuses a %s of no name", async (_, place) => {
    for (const byte of [3, 255]) {
      const sound = upsert(newWallet());
      const data = Uint8Array.from(sound.data, (value, index) => (index === place ? byte : value));
      const attempt = { instructions: withData(sound, data), signers: [world.registry.officer] };
      await expectRefusal(world, attempt, "compliance", "InvalidInstructionData");
    }
  });

  test("upsert_entry does not read bytes behind its arguments", async () => {
    const wallet = newWallet();
    const sound = upsert(wallet);
    await act(world, withData(sound, Uint8Array.of(...sound.data, 255)), [world.registry.officer]);
    expect(await fetchEntry(world.vm, entryOf(wallet))).toMatchObject({ status: "Active", class: "Person" });
  });
});

const WALLET = keypairOf("substituted wallet").publicKey;
const subject = {
  world: () => world,
  name: "upsert_entry",
  attempt: async () => ({ instruction: upsert(WALLET), signers: [world.registry.officer] }),
};

/** Accounts of the right kind that belong elsewhere, listed or made before the tests that pass them. */
const LISTED = keypairOf("listed elsewhere").publicKey;
const COPY = keypairOf("copy").publicKey;
beforeAll(async () => {
  await allow(world, LISTED);
  await allow(world, LISTED, {}, other);
  await forgeCopy(world.vm, world.registry.address, COPY, CUSTODY_PROGRAM_ID);
});

describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    signer: [
      {
        as: "the officer of another registry",
        key: () => other.officer.publicKey,
        signers: () => [other.officer],
        refused: ["compliance", "NotOfficer"],
      },
      {
        as: "the registry's authority",
        key: () => world.registry.authority.publicKey,
        signers: () => [world.registry.authority],
        refused: ["compliance", "NotOfficer"],
      },
    ],
    registry: [
      { as: "another registry", key: () => other.address, refused: ["compliance", "WrongLog"] },
      { as: "the log of another registry", key: () => other.log, refused: ["compliance", "AccountDataTooSmall"] },
      { as: "a copy of another program's", key: () => COPY, refused: ["compliance", "IllegalOwner"] },
      { as: "nothing", key: newWallet, refused: ["compliance", "UninitializedAccount"] },
    ],
    log: [
      { as: "the log of another registry", key: () => other.log, refused: ["compliance", "WrongLog"] },
      { as: "a registry", key: () => other.address, refused: ["compliance", "InvalidAccountData"] },
      { as: "an entry", key: () => entryOf(LISTED), refused: ["compliance", "InvalidAccountData"] },
      { as: "a copy of another program's", key: () => COPY, refused: ["compliance", "IllegalOwner"] },
    ],
    wallet: [
      { as: "another wallet", key: newWallet, refused: ["compliance", "InvalidSeeds"] },
      { as: "a listed wallet", key: () => LISTED, refused: ["compliance", "InvalidSeeds"] },
    ],
    entry: [
      { as: "the entry of another wallet", key: () => entryOf(LISTED), refused: ["compliance", "InvalidSeeds"] },
      {
        as: "the wallet's entry of another registry",
        key: () => findEntryPda({ registry: other.address, wallet: WALLET }).address,
        refused: ["compliance", "InvalidSeeds"],
      },
      { as: "a vacant address of another wallet", key: newVenue, refused: ["compliance", "InvalidSeeds"] },
    ],
    system_program: [
      { as: "another program", key: () => COMPLIANCE_PROGRAM_ID, refused: ["compliance", "IncorrectProgramId"] },
    ],
  },
});
describeMalformed(subject);
describeReadOnly(subject);

test("a registry cut to fewer bytes than its layout takes no entry", async () => {
  const registry = await createRegistry(world, "cut registry");
  const account = (await world.vm.getAccount(registry.address))!;
  await world.vm.setAccount(registry.address, { ...account, data: account.data.subarray(0, REGISTRY_SIZE - 1) });
  const instructions = upsert(newWallet(), { registry: registry.address, signer: registry.officer.publicKey });
  await expectRefusal(world, { instructions, signers: [registry.officer] }, "compliance", "AccountDataTooSmall");
});
