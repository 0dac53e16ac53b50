import {
  COMPLIANCE_PROGRAM_ID,
  createCreateRegistryInstruction,
  decodeRegistry,
  decodeRegistryLog,
  fetchRegistry,
  fetchRegistryLog,
  findRegistryLogPda,
  findRegistryPda,
  rentExemptLamports,
} from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey } from "@solana/web3.js";
import { describeMalformed, withData } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { act, SWITZERLAND, startWorld, US, type World } from "./harness/world";

const REGISTRY_SIZE = 384;
const LOG_SIZE = 144;
const SIGNATURE_FEE = 5_000n;

type Overrides = Partial<Parameters<typeof createCreateRegistryInstruction>[0]>;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});

/** The addresses of a registry that may not exist yet, and the keys that would hold its roles. */
function registryOf(name: string) {
  const key = (role: string): Keypair => keypairOf(`${name} ${role}`);
  const base = key("base");
  const { address, bump } = findRegistryPda({ base: base.publicKey });
  const log = findRegistryLogPda({ registry: address });
  return {
    base,
    authority: key("authority"),
    officer: key("officer").publicKey,
    pauser: key("pauser").publicKey,
    address,
    bump,
    log: log.address,
    logBump: log.bump,
  };
}

function createInstruction(name: string, overrides: Overrides = {}) {
  const { base, authority, officer, pauser } = registryOf(name);
  return createCreateRegistryInstruction({
    payer: world.payer.publicKey,
    base: base.publicKey,
    authority: authority.publicKey,
    officer,
    pauser,
    blockedJurisdictions: [US],
    ...overrides,
  });
}

function attemptOf(name: string, overrides: Overrides = {}) {
  const { base, authority } = registryOf(name);
  return { instructions: createInstruction(name, overrides), signers: [base, authority] };
}

async function create(name: string, overrides: Overrides = {}) {
  const { instructions, signers } = attemptOf(name, overrides);
  return act(world, instructions, signers);
}

/** A bitset of 128 bytes: bit c % 8 of byte c / 8 for each code c. */
function bitset(...codes: readonly number[]): Uint8Array {
  const bits = new Uint8Array(128);
  for (const code of codes) bits[Math.floor(code / 8)]! |= 1 << (code % 8);
  return bits;
}

async function lamportsOf(address: PublicKey): Promise<bigint> {
  return (await world.vm.getAccount(address))?.lamports ?? 0n;
}

describe("create_registry", () => {
  test("create_registry writes the registry and its log, and reports sequence 1", async () => {
    const { base, authority, officer, pauser, address, bump, log, logBump } = registryOf("whole");
    const before = await lamportsOf(world.payer.publicKey);
    const { events } = await create("whole", { blockedJurisdictions: [US, SWITZERLAND] });

    expect(await fetchRegistry(world.vm, address)).toEqual({
      version: 1,
      bump,
      base: base.publicKey,
      authority: authority.publicKey,
      pendingAuthority: PublicKey.default,
      acceptableAt: 0n,
      officer,
      pauser,
      pausedUntil: 0n,
      blockedJurisdictions: bitset(US, SWITZERLAND),
    });
    expect(await fetchRegistryLog(world.vm, log)).toEqual({
      version: 1,
      bump: logBump,
      registry: address,
      sequence: 1n,
      entries: 0n,
      pauseSpent: 0n,
      pauseSpentAt: 0n,
    });
    expect(events).toEqual([
      {
        program: "compliance",
        name: "RegistryCreated",
        line: expect.any(Number),
        data: {
          registry: address,
          sequence: 1n,
          at: await world.vm.now(),
          authority: authority.publicKey,
          officer,
          pauser,
          blockedJurisdictions: bitset(US, SWITZERLAND),
        },
      },
    ]);

    expect(await lamportsOf(address)).toBe(rentExemptLamports(REGISTRY_SIZE));
    expect(await lamportsOf(log)).toBe(rentExemptLamports(LOG_SIZE));
    const rent = rentExemptLamports(REGISTRY_SIZE) + rentExemptLamports(LOG_SIZE);
    expect(before - (await lamportsOf(world.payer.publicKey))).toBe(rent + 3n * SIGNATURE_FEE);
  });

  test("create_registry leaves reserve and padding zero", async () => {
    const { address, log } = registryOf("zeros");
    await create("zeros");
    const [registry, registryLog] = await Promise.all([address, log].map((one) => world.vm.getAccount(one)));
    expect(registry!.data.subarray(10, 16)).toEqual(new Uint8Array(6));
    expect(registry!.data.subarray(320)).toEqual(new Uint8Array(64));
    expect(registryLog!.data.subarray(10, 16)).toEqual(new Uint8Array(6));
    expect(registryLog!.data.subarray(80)).toEqual(new Uint8Array(64));
    expect([registry, registryLog].map((account) => account!.owner)).toEqual(Array(2).fill(COMPLIANCE_PROGRAM_ID));
  });

  test("create_registry takes one key as payer, base and authority", async () => {
    const one = keypairOf("one key for all");
    await world.vm.fund(one.publicKey, 1_000_000_000n);
    const keys = { payer: one.publicKey, base: one.publicKey, authority: one.publicKey };
    await act(world, createInstruction("one key", keys), [one]);
    const { address } = findRegistryPda({ base: one.publicKey });
    expect((await fetchRegistry(world.vm, address)).authority).toEqual(one.publicKey);
    expect(await lamportsOf(one.publicKey)).toBe(
      1_000_000_000n - rentExemptLamports(REGISTRY_SIZE) - rentExemptLamports(LOG_SIZE),
    );
  });

  test("create_registry makes registries of their own for two bases of one authority", async () => {
    const { authority } = registryOf("first of two");
    await create("first of two");
    const { instructions, signers } = attemptOf("second of two", { authority: authority.publicKey });
    await act(world, instructions, [signers[0]!, authority]);
    const registries = ["first of two", "second of two"].map((name) => registryOf(name).address);
    const logs = await Promise.all(
      ["first of two", "second of two"].map((name) => fetchRegistryLog(world.vm, registryOf(name).log)),
    );
    expect(logs.map(({ registry, sequence }) => [registry, sequence])).toEqual(registries.map((one) => [one, 1n]));
  });

  test("create_registry refuses a base that has a registry, whoever would become its authority", async () => {
    await create("again");
    const { base } = registryOf("again");
    await expectRefusal(world, attemptOf("again"), "compliance", "RegistryExists");
    const { authority, officer, pauser } = registryOf("usurper");
    const instructions = createInstruction("again", { authority: authority.publicKey, officer, pauser });
    await expectRefusal(world, { instructions, signers: [base, authority] }, "compliance", "RegistryExists");
  });

  test.each([
    ["one lamport", 1n],
    ["the rent of one byte less", rentExemptLamports(LOG_SIZE) - 6_960n],
    ["more than the rent", 10_000_000_000n],
  ])("create_registry is not held up by %s sent to its addresses", async (what, lamports) => {
    const { address, log } = registryOf(`prefunded with ${what}`);
    await world.vm.fund(address, lamports);
    await world.vm.fund(log, lamports);
    await create(`prefunded with ${what}`);
    const [registry, registryLog] = await Promise.all([address, log].map((one) => world.vm.getAccount(one)));
    expect(decodeRegistry(registry!.data).base).toEqual(registryOf(`prefunded with ${what}`).base.publicKey);
    expect(decodeRegistryLog(registryLog!.data).registry).toEqual(address);
    const held = (size: number): bigint => (lamports > rentExemptLamports(size) ? lamports : rentExemptLamports(size));
    expect([registry!.lamports, registryLog!.lamports]).toEqual([held(REGISTRY_SIZE), held(LOG_SIZE)]);
  });
});

describe("roles of create_registry", () => {
  const authority = () => registryOf("roles").authority.publicKey;
  const officer = () => registryOf("roles").officer;
  test.each<[string, () => Overrides]>([
    ["an officer who is the authority", () => ({ officer: authority() })],
    ["a pauser who is the authority", () => ({ pauser: authority() })],
    ["a pauser who is the officer", () => ({ pauser: officer() })],
    ["one key for all three", () => ({ officer: authority(), pauser: authority() })],
    ["the default key as officer", () => ({ officer: PublicKey.default })],
    ["the default key as pauser", () => ({ pauser: PublicKey.default })],
  ])("create_registry refuses %s", async (_, overrides) => {
    await expectRefusal(world, attemptOf("roles", overrides()), "compliance", "RolesNotSeparate");
  });
});

describe("jurisdictions of create_registry", () => {
  test.each([
    ["none", []],
    ["the first", [1]],
    ["the last", [999]],
    ["those at the edges of a byte", [7, 8, 15, 16]],
    ["one twice", [US, US]],
    ["three hundred", Array.from({ length: 300 }, (_, index) => 1 + 3 * index)],
  ])("create_registry blocks %s", async (name, codes) => {
    await create(`blocks ${name}`, { blockedJurisdictions: codes });
    const { blockedJurisdictions } = await fetchRegistry(world.vm, registryOf(`blocks ${name}`).address);
    expect(blockedJurisdictions).toEqual(bitset(...codes));
  });

  test.each([0, 1_000, 1_023, 1_024, 65_535])("create_registry refuses the jurisdiction %i", async (code) => {
    for (const blockedJurisdictions of [[code], [US, code]]) {
      await expectRefusal(world, attemptOf("bad code", { blockedJurisdictions }), "compliance", "InvalidJurisdiction");
    }
  });
});

describe("data of create_registry", () => {
  /** Where the count of jurisdictions stands: behind the discriminator and two keys. */
  const COUNT_AT = 72;

  test.each([2, 1_000, 0x7fff_ffff, 0xffff_ffff])(
    "create_registry refuses a list that claims %i jurisdictions and holds one",
    async (count) => {
      const { instructions, signers } = attemptOf("count");
      const data = Uint8Array.from(instructions.data);
      new DataView(data.buffer).setUint32(COUNT_AT, count, true);
      const attempt = { instructions: withData(instructions, data), signers };
      await expectRefusal(world, attempt, "compliance", "InvalidInstructionData");
    },
  );

  test("create_registry does not read bytes behind its arguments", async () => {
    const { instructions, signers } = attemptOf("trailing");
    await act(world, withData(instructions, Uint8Array.of(...instructions.data, 255)), signers);
    const { blockedJurisdictions } = await fetchRegistry(world.vm, registryOf("trailing").address);
    expect(blockedJurisdictions).toEqual(bitset(US));
  });
});

describe("payer and addresses of create_registry", () => {
  test("create_registry refuses one account as registry and log", async () => {
    const { instructions: sound, signers } = attemptOf("one account for two");
    const { address } = registryOf("one account for two");
    const instructions = withAccount(sound, "create_registry", "log", address);
    const refused = ["compliance", "ConstraintDuplicateMutableAccount"] as const;
    await expectRefusal(world, { instructions, signers }, ...refused);
  });

  test("create_registry refuses a read-only payer", async () => {
    const payer = keypairOf("payer of a read-only account");
    const { instructions, signers } = attemptOf("read-only", { payer: payer.publicKey });
    instructions.keys[0] = { ...instructions.keys[0]!, isWritable: false };
    const refused = ["compliance", "MissingRequiredSignature"] as const;
    await expectRefusal(world, { instructions, signers: [...signers, payer] }, ...refused);
  });
});

const subject = {
  world: () => world,
  name: "create_registry",
  attempt: async () => {
    const { instructions, signers } = attemptOf("substituted");
    return { instruction: instructions, signers };
  },
};

describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    base: [
      {
        as: "a base that did not name this registry",
        key: () => registryOf("another").base.publicKey,
        signers: () => [registryOf("another").base],
        refused: ["compliance", "InvalidSeeds"],
      },
      {
        as: "the base of a registry that exists",
        key: () => world.registry.base.publicKey,
        signers: () => [world.registry.base],
        refused: ["compliance", "InvalidSeeds"],
      },
    ],
    authority: "whoever signs becomes the authority of a registry that its base asks for",
    registry: [
      {
        as: "the registry of another base",
        key: () => world.registry.address,
        refused: ["compliance", "InvalidSeeds"],
      },
      {
        as: "the address of another base",
        key: () => registryOf("another").address,
        refused: ["compliance", "InvalidSeeds"],
      },
    ],
    log: [
      { as: "the log of another registry", key: () => world.registry.log, refused: ["compliance", "InvalidSeeds"] },
      {
        as: "the log's address of another registry",
        key: () => registryOf("another").log,
        refused: ["compliance", "InvalidSeeds"],
      },
    ],
    system_program: [
      {
        as: "another program",
        key: () => COMPLIANCE_PROGRAM_ID,
        refused: ["compliance", "IncorrectProgramId"],
      },
      { as: "a wallet", key: () => keypairOf("wallet").publicKey, refused: ["compliance", "ConstraintExecutable"] },
    ],
  },
});
describeMalformed(subject);
describeReadOnly(subject);
