import {
  type Change,
  type ChangeTerms,
  CUSTODY_PROGRAM_ID,
  encodeChange,
  fetchAsset,
  fetchChange,
  fetchIssuer,
  findChangePda,
  type Issuer,
  LAYOUT_VERSION,
  type Limits,
  type ProposeChangeInput,
  rentExemptLamports,
  type Role,
  termsOfChange,
  TOKEN_PROGRAM_ID,
  U64_MAX,
} from "@backstock/sdk";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey, type TransactionInstruction } from "@solana/web3.js";
import {
  apply,
  cancelChangeInstruction,
  delist,
  propose,
  proposeInstruction,
  revokeAttestor,
  revokeRole,
} from "./harness/admin";
import { createCashMint } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { forgeIssuer } from "./harness/forge";
import { imposters } from "./harness/imposters";
import { ISIN, LIMITS, listAsset, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions, withAccount } from "./harness/substitution";
import { CASH_EXTENSION, createToken2022CashMint } from "./harness/token2022Cash";
import {
  act,
  createIssuer,
  createIssuerInstruction,
  DAY,
  issuerOf,
  SOL,
  startWorld,
  type TestIssuer,
  type World,
} from "./harness/world";

const WEEK = 7n * DAY;
const MAX_OPEN = 8;
const successor = keypairOf("successor").publicKey;
const NO_LIMITS: Limits = {
  supplyCap: 0n,
  maxAttestationAge: 0n,
  redemptionWindow: 0n,
  processingWindow: 0n,
  minimumRedemption: 0n,
  mintRateCapacity: 0n,
  mintRateRefill: 0n,
};
const LOOSER: Limits = {
  supplyCap: 2n * LIMITS.supplyCap,
  maxAttestationAge: WEEK,
  redemptionWindow: 30n * DAY,
  processingWindow: 30n * DAY,
  minimumRedemption: 2n * LIMITS.minimumRedemption,
  mintRateCapacity: 2n * LIMITS.mintRateCapacity,
  mintRateRefill: 2n * LIMITS.mintRateRefill,
};

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;
let theirs: TestAsset;
let euro: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  asset = await listAsset(world);
  const other = await createIssuer(world, "other issuer", world.registry, []);
  theirs = await listAsset(world, { issuer: other, symbol: "THEIRS", isin: ISIN.tesla, profile: "open" });
  euro = await createCashMint(world.vm, world.payer, "euro", world.usdcAuthority.publicKey);
  const numbers = Array.from({ length: MAX_OPEN + 1 }, (_, index) => BigInt(index) + 1n);
  restore = await checkpoint(world.vm, [issuer.address, asset.address, ...numbers.map((number) => changeAt(number))]);
});
beforeEach(() => restore());

function changeAt(number: bigint): PublicKey {
  return findChangePda({ issuer: issuer.address, number }).address;
}

/** Filled up with empty places, as the account has them. */
function places(keys: readonly PublicKey[]): PublicKey[] {
  return Array.from({ length: 5 }, (_, place) => keys[place] ?? PublicKey.default);
}

const attestorsOf = ({ attestors }: TestIssuer): PublicKey[] => attestors.map(({ publicKey }) => publicKey);
const roleTo = (key: PublicKey, role: Role = "Custodian"): ChangeTerms => ({ kind: "Role", role, key });
const attestorsTo = (attestors: readonly PublicKey[], threshold = 2): ChangeTerms => ({
  kind: "Attestors",
  attestors,
  threshold,
});
const cashTo = (...cashMints: readonly PublicKey[]): ChangeTerms => ({ kind: "CashMints", cashMints });
const limitsTo = (limits: Partial<Limits>): ChangeTerms => ({
  kind: "Limits",
  asset: asset.address,
  limits: { ...LIMITS, ...limits },
});
const delisting = (): ChangeTerms => ({ kind: "Delist", asset: asset.address });

async function expectRefused(terms: ChangeTerms, name: string, overrides: Partial<ProposeChangeInput> = {}) {
  const instructions = await proposeInstruction(world, issuer, terms, overrides);
  return expectRefusal(world, { instructions, signers: [issuer.authority] }, "custody", name);
}

describe("what propose_change does", () => {
  interface Kind {
    readonly terms: () => ChangeTerms;
    /** What the account holds beside what every change does. */
    readonly written: () => Partial<Change>;
  }
  const kinds: Record<string, Kind> = {
    "a role": {
      terms: () => roleTo(successor, "Minter"),
      written: () => ({
        kind: "Role",
        role: "Minter",
        keys: places([successor]),
        beforeKeys: places([issuer.minter.publicKey]),
      }),
    },
    "the authority": {
      terms: () => roleTo(successor, "Authority"),
      written: () => ({
        kind: "Role",
        role: "Authority",
        keys: places([successor]),
        beforeKeys: places([issuer.authority.publicKey]),
      }),
    },
    attestors: {
      terms: () => attestorsTo([successor, ...attestorsOf(issuer)], 3),
      written: () => ({
        kind: "Attestors",
        threshold: 3,
        keys: places([successor, ...attestorsOf(issuer)]),
        beforeKeys: places(attestorsOf(issuer)),
        beforeEpoch: 1n,
      }),
    },
    "cash mints": {
      terms: () => cashTo(euro, world.usdc),
      written: () => ({ kind: "CashMints", keys: places([euro, world.usdc]), beforeKeys: places([world.usdc]) }),
    },
    limits: {
      terms: () => limitsTo(LOOSER),
      written: () => ({ kind: "Limits", asset: asset.address, limits: LOOSER, beforeLimits: LIMITS }),
    },
    "a delisting": { terms: delisting, written: () => ({ kind: "Delist", asset: asset.address }) },
  };

  test.each(Object.entries(kinds))("propose_change writes down %s and changes nothing else", async (_, kind) => {
    const terms = kind.terms();
    const now = await world.vm.now();
    const issuerBefore = await fetchIssuer(world.vm, issuer.address);
    const assetBefore = await world.vm.getAccount(asset.address);

    const { number, address, proposed } = await propose(world, issuer, terms);

    const { bump } = findChangePda({ issuer: issuer.address, number: 1n });
    const expected: Change = {
      version: LAYOUT_VERSION,
      bump,
      kind: "Role",
      role: "Custodian",
      threshold: 0,
      issuer: issuer.address,
      asset: PublicKey.default,
      number: 1n,
      proposedAt: now,
      earliestAt: now + DAY,
      expiresAt: now + DAY + WEEK,
      rentPayer: world.payer.publicKey,
      keys: places([]),
      limits: NO_LIMITS,
      beforeKeys: places([]),
      beforeLimits: NO_LIMITS,
      beforeEpoch: 0n,
      ...kind.written(),
    };
    expect(number).toBe(1n);
    const data = encodeChange(expected);
    expect(await world.vm.getAccount(address)).toEqual({
      lamports: rentExemptLamports(data.length),
      owner: CUSTODY_PROGRAM_ID,
      data,
      executable: false,
    });
    expect(termsOfChange(await fetchChange(world.vm, address))).toEqual(terms);

    const issuerAfter: Issuer = {
      ...issuerBefore,
      openChanges: 1,
      changeCount: 1n,
      sequence: issuerBefore.sequence + 1n,
    };
    expect(await fetchIssuer(world.vm, issuer.address)).toEqual(issuerAfter);
    expect(await world.vm.getAccount(asset.address)).toEqual(assetBefore);

    const { proposedAt, version, bump: _bump, rentPayer, beforeKeys, beforeLimits, beforeEpoch, ...told } = expected;
    expect(proposed.events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "ChangeProposed",
        data: { ...told, at: proposedAt, sequence: issuerAfter.sequence, change: address },
      },
    ]);
  });

  test.each(["Custodian", "Minter", "Redeemer", "Pauser", "ActionOfficer", "ComplianceOfficer", "Authority"] as const)(
    "propose_change remembers who is the %s now",
    async (role) => {
      const { address } = await propose(world, issuer, roleTo(successor, role));
      const { role: written, beforeKeys } = await fetchChange(world.vm, address);
      const name = `${role[0]!.toLowerCase()}${role.slice(1)}` as Uncapitalize<Role>;
      expect({ written, before: beforeKeys[0] }).toEqual({ written: role, before: issuer[name].publicKey });
    },
  );

  test("propose_change counts from the issuer's own delay", async () => {
    const slow = issuerOf("slow issuer", world.registry);
    const create = createIssuerInstruction(world, slow, [], { changeDelay: 14n * DAY });
    await act(world, create, [slow.base, slow.authority]);
    const now = await world.vm.now();
    const { address } = await propose(world, slow, roleTo(successor));
    const expected = { proposedAt: now, earliestAt: now + 14n * DAY, expiresAt: now + 21n * DAY };
    expect(await fetchChange(world.vm, address)).toMatchObject(expected);
  });

  test("propose_change lets the authority pay, and remembers who paid", async () => {
    await world.vm.fund(issuer.authority.publicKey, SOL);
    const payer = issuer.authority.publicKey;
    const lamports = async (): Promise<bigint> => (await world.vm.getAccount(payer))!.lamports;
    const before = await lamports();
    const instruction = await proposeInstruction(world, issuer, roleTo(successor), { payer });
    await act(world, instruction, [issuer.authority]);
    const { rentPayer } = await fetchChange(world.vm, changeAt(1n));
    expect(rentPayer).toEqual(payer);
    expect(before - (await lamports())).toBe((await world.vm.getAccount(changeAt(1n)))!.lamports);
  });

  test("propose_change is not blocked by lamports sent ahead", async () => {
    await world.vm.fund(changeAt(1n), 1n);
    const { address } = await propose(world, issuer, roleTo(successor));
    expect((await fetchChange(world.vm, address)).number).toBe(1n);
  });

  test("propose_change takes no cash mints at all, and attestors in another order or with another threshold", async () => {
    const [first, second, third] = attestorsOf(issuer) as [PublicKey, PublicKey, PublicKey];
    for (const terms of [cashTo(), attestorsTo([second, first, third]), attestorsTo([first, second, third], 3)]) {
      const { address } = await propose(world, issuer, terms);
      expect(termsOfChange(await fetchChange(world.vm, address))).toEqual(terms);
    }
  });

  test("propose_change goes on while a role is empty and attestors are too few for a round", async () => {
    await revokeRole(world, issuer, "Minter");
    for (const attestor of attestorsOf(issuer)) await revokeAttestor(world, issuer, attestor);
    for (const terms of [roleTo(successor, "Minter"), limitsTo({ supplyCap: U64_MAX }), cashTo(euro)]) {
      await propose(world, issuer, terms);
    }
    const [first, second] = attestorsOf(issuer) as [PublicKey, PublicKey];
    await propose(world, issuer, attestorsTo([first, second]));
    const { beforeKeys } = await fetchChange(world.vm, changeAt(1n));
    expect(beforeKeys).toEqual(places([]));
  });
});

describe("the number of a change", () => {
  test("propose_change refuses a number that has been used, and one that is not the next", async () => {
    await propose(world, issuer, roleTo(successor));
    for (const number of [1n, 3n, 0n, U64_MAX]) {
      await expectRefused(roleTo(successor, "Minter"), "ChangeNumberMismatch", { number });
    }
  });

  test("propose_change is made once where it is sent twice", async () => {
    const instructions = await proposeInstruction(world, issuer, roleTo(successor));
    await act(world, instructions, [issuer.authority]);
    await expectRefusal(world, { instructions, signers: [issuer.authority] }, "custody", "ChangeNumberMismatch");
    expect(await fetchIssuer(world.vm, issuer.address)).toMatchObject({ openChanges: 1, changeCount: 1n });
  });

  test("propose_change never uses a number again, cancelled or applied", async () => {
    const cancelled = await propose(world, issuer, roleTo(successor));
    await act(world, cancelChangeInstruction(world, cancelled), [issuer.authority]);
    await expectRefused(roleTo(successor), "ChangeNumberMismatch", { number: 1n });

    const applied = await propose(world, issuer, roleTo(successor));
    await world.vm.setTime((await world.vm.now()) + DAY);
    await apply(world, applied);
    await expectRefused(roleTo(successor, "Minter"), "ChangeNumberMismatch", { number: 2n });

    const { number } = await propose(world, issuer, roleTo(keypairOf("third").publicKey));
    expect(number).toBe(3n);
  });

  test("propose_change opens eight and refuses the ninth until one is cancelled, the next number then", async () => {
    for (let count = 1; count <= MAX_OPEN; count++) {
      await propose(world, issuer, limitsTo({ supplyCap: LIMITS.supplyCap + BigInt(count) }));
    }
    expect(await fetchIssuer(world.vm, issuer.address)).toMatchObject({ openChanges: 8, changeCount: 8n });
    await expectRefused(roleTo(successor), "TooManyChanges");

    const terms = roleTo(successor);
    const third = { issuer, number: 3n, address: changeAt(3n), terms, proposed: undefined as never };
    await act(world, cancelChangeInstruction(world, third), [issuer.authority]);
    expect((await propose(world, issuer, terms)).number).toBe(9n);
    await expectRefused(roleTo(successor, "Minter"), "TooManyChanges");
  });

  test("propose_change refuses where a counter is full", async () => {
    await forgeIssuer(world.vm, issuer.address, { changeCount: U64_MAX });
    await expectRefused(roleTo(successor), "MathOverflow", { number: 1n });
    await forgeIssuer(world.vm, issuer.address, { changeCount: 0n, sequence: U64_MAX });
    await expectRefused(roleTo(successor), "MathOverflow");
  });
});

describe("a role", () => {
  const ROLES = {
    Authority: "authority",
    Custodian: "custodian",
    Minter: "minter",
    Redeemer: "redeemer",
    Pauser: "pauser",
    ActionOfficer: "actionOfficer",
    ComplianceOfficer: "complianceOfficer",
  } as const;
  const names = Object.keys(ROLES) as Role[];

  test.each(names)("propose_change refuses the default key for the %s", async (role) => {
    await expectRefused(roleTo(PublicKey.default, role), "InvalidChange");
  });

  test.each(names)("propose_change refuses the %s that there is", async (role) => {
    await expectRefused(roleTo(issuer[ROLES[role]].publicKey, role), "InvalidChange");
  });

  const pairs = names.flatMap((role) => names.filter((other) => other !== role).map((other) => [role, other] as const));
  test.each(pairs)("propose_change refuses as %s the key of the %s", async (role, other) => {
    await expectRefused(roleTo(issuer[ROLES[other]].publicKey, role), "RolesNotSeparate");
  });

  test.each(names)("propose_change refuses an attestor for the %s", async (role) => {
    for (const attestor of attestorsOf(issuer)) await expectRefused(roleTo(attestor, role), "RolesNotSeparate");
  });

  test("propose_change refuses for another role the authority that has yet to accept", async () => {
    await forgeIssuer(world.vm, issuer.address, { pendingAuthority: successor });
    for (const role of names.filter((name) => name !== "Authority")) {
      await expectRefused(roleTo(successor, role), "RolesNotSeparate");
    }
    await expectRefused(attestorsTo([successor, keypairOf("another").publicKey]), "RolesNotSeparate");
  });

  test("propose_change refuses an asset with a role, attestors or cash mints", async () => {
    for (const terms of [roleTo(successor), attestorsTo([successor, euro]), cashTo(euro)]) {
      const proposal = await proposeInstruction(world, issuer, terms);
      const instructions = withAccount(proposal, "propose_change", "asset", asset.address);
      const attempt = { instructions, signers: [issuer.authority] };
      await expectRefusal(world, attempt, "custody", "ChangeAssetNotExpected");
    }
  });
});

describe("attestors", () => {
  const keys = (count: number): PublicKey[] =>
    Array.from({ length: count }, (_, index) => keypairOf(`new attestor ${index}`).publicKey);

  const table = Array.from({ length: 7 }, (_, attestors) =>
    [...Array.from({ length: attestors + 2 }, (_, threshold) => threshold), 255].map((threshold) => ({
      threshold,
      attestors,
    })),
  ).flat();
  const isAllowed = ({ threshold, attestors }: (typeof table)[number]): boolean =>
    threshold >= 2 && threshold <= attestors && attestors <= 5;

  test.each(table.filter(isAllowed))(
    "propose_change takes $threshold of $attestors attestors",
    async ({ threshold, attestors }) => {
      const terms = attestorsTo(keys(attestors), threshold);
      const { address } = await propose(world, issuer, terms);
      expect(termsOfChange(await fetchChange(world.vm, address))).toEqual(terms);
    },
  );

  test.each(table.filter((pair) => !isAllowed(pair)))(
    "propose_change refuses $threshold of $attestors attestors",
    async ({ threshold, attestors }) => {
      await expectRefused(attestorsTo(keys(attestors), threshold), "InvalidThreshold");
    },
  );

  test("propose_change refuses an attestor named twice, the default key, and the key of a role", async () => {
    const [first, second] = keys(2) as [PublicKey, PublicKey];
    await expectRefused(attestorsTo([first, second, first]), "RolesNotSeparate");
    await expectRefused(attestorsTo([first, second, PublicKey.default]), "InvalidChange");
    const { authority, custodian, minter, redeemer, pauser, actionOfficer, complianceOfficer } = issuer;
    for (const { publicKey } of [authority, custodian, minter, redeemer, pauser, actionOfficer, complianceOfficer]) {
      await expectRefused(attestorsTo([first, publicKey]), "RolesNotSeparate");
    }
  });

  test("propose_change refuses the attestors and the threshold that there are", async () => {
    await expectRefused(attestorsTo(attestorsOf(issuer), 2), "InvalidChange");
  });
});

describe("cash mints", () => {
  test("propose_change refuses the cash mints that there are", async () => {
    await expectRefused(cashTo(world.usdc), "InvalidChange");
    await forgeIssuer(world.vm, issuer.address, { cashMints: Array<PublicKey>(4).fill(PublicKey.default) });
    await expectRefused(cashTo(), "InvalidChange");
  });

  test("propose_change refuses five cash mints, and one named twice", async () => {
    const more = ["second", "third", "fourth", "fifth"].map((name) => createToken2022CashMint(world, `${name} dollar`));
    const five = [world.usdc, ...(await Promise.all(more))];
    await expectRefused(cashTo(...five), "TooManyCashMints");
    await expectRefused(cashTo(euro, world.usdc, euro), "TooManyCashMints");
    const { address } = await propose(world, issuer, cashTo(...five.slice(1)));
    expect(termsOfChange(await fetchChange(world.vm, address))).toEqual(cashTo(...five.slice(1)));
  });

  test("propose_change refuses what is no mint, and a mint that is not cash", async () => {
    await expectRefused(cashTo(world.usdc, world.payer.publicKey), "InvalidCashMint");
    const charging = await createToken2022CashMint(world, "charging dollar", [CASH_EXTENSION.fee(1)]);
    await expectRefused(cashTo(world.usdc, charging), "UnacceptableCashMint");
  });
});

describe("what is about an asset", () => {
  test.each<[string, Partial<Limits>]>([
    ["a cap of 0", { supplyCap: 0n }],
    ["a mint rate of 0", { mintRateCapacity: 0n }],
    ["an age of 0", { maxAttestationAge: 0n }],
    ["an age of more than 7 days", { maxAttestationAge: WEEK + 1n }],
    ["a redemption window of 0", { redemptionWindow: 0n }],
    ["a redemption window of more than 30 days", { redemptionWindow: 30n * DAY + 1n }],
    ["a processing window of 0", { processingWindow: 0n }],
    ["a processing window of more than 30 days", { processingWindow: 30n * DAY + 1n }],
  ])("propose_change refuses limits with %s", async (_, limits) => {
    await expectRefused(limitsTo(limits), "InvalidLimits");
  });

  test("propose_change refuses the limits that there are, and takes tighter ones", async () => {
    await expectRefused(limitsTo({}), "InvalidChange");
    const { address } = await propose(world, issuer, limitsTo({ supplyCap: 1n }));
    expect((await fetchChange(world.vm, address)).limits.supplyCap).toBe(1n);
  });

  test("propose_change refuses limits and a delisting without their asset", async () => {
    for (const terms of [limitsTo(LOOSER), delisting()]) {
      const proposal = await proposeInstruction(world, issuer, terms);
      const instructions = withAccount(proposal, "propose_change", "asset", CUSTODY_PROGRAM_ID);
      await expectRefusal(world, { instructions, signers: [issuer.authority] }, "custody", "ChangeAssetMissing");
    }
  });

  test("propose_change refuses to delist what is delisted, and still takes limits of it", async () => {
    await delist(world, asset);
    await expectRefused(delisting(), "AssetDelisted");
    await propose(world, issuer, limitsTo({ redemptionWindow: 30n * DAY }));
    expect((await fetchAsset(world.vm, asset.address)).status).toBe("Delisted");
  });
});

async function attempt(): Promise<{ instruction: TransactionInstruction; signers: Keypair[] }> {
  return { instruction: await proposeInstruction(world, issuer, delisting()), signers: [issuer.authority] };
}
const subject = { world: () => world, name: "propose_change", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    authority: [
      {
        as: "the pauser",
        key: () => issuer.pauser.publicKey,
        refused: ["custody", "NotAuthority"],
        signers: () => [issuer.pauser],
      },
      {
        as: "the authority of another issuer",
        key: () => theirs.issuer.authority.publicKey,
        refused: ["custody", "NotAuthority"],
        signers: () => [theirs.issuer.authority],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "NotAuthority"] },
      { as: "an asset", key: () => theirs.address, refused: ["custody", "AccountDataTooSmall"] },
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
    asset: [
      { as: "the asset of another issuer", key: () => theirs.address, refused: ["custody", "WrongIssuer"] },
      { as: "its attestation", key: () => asset.attestation, refused: ["custody", "InvalidAccountData"] },
      ...imposters(
        () => world.vm,
        () => asset.address,
      ),
    ],
    change: [
      {
        as: "the change of that number of another issuer",
        key: () => findChangePda({ issuer: theirs.issuer.address, number: 1n }).address,
        refused: ["custody", "InvalidSeeds"],
      },
      { as: "the address of another number", key: () => changeAt(2n), refused: ["custody", "InvalidSeeds"] },
    ],
    system_program: [
      { as: "another program", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "IncorrectProgramId"] },
    ],
  },
});
