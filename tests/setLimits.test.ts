import { createSetLimitsInstruction, fetchAsset, fetchRedemption, type Limits, U64_MAX } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { attest, mintInstruction, record, request, requestInstruction, tokenAccountOf } from "./harness/acts";
import { delist, haltAsset, pauseMint } from "./harness/admin";
import { totalsOf } from "./harness/balances";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { imposters } from "./harness/imposters";
import { ISIN, LIMITS, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { act, createIssuer, startWorld, type TestIssuer, type World } from "./harness/world";

const FIELDS = Object.keys(LIMITS) as (keyof Limits)[];
const HELD = 10n * ONE;

let world: World;
let issuer: TestIssuer;
let asset: TestAsset;
let sibling: TestAsset;
let theirs: TestAsset;
let alice: Keypair;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  issuer = world.issuer;
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla, profile: "open" });
  const other = await createIssuer(world, "other issuer", world.registry, []);
  theirs = await listAsset(world, { issuer: other, symbol: "THEIRS", profile: "open" });
  await attest(world, asset, { shares: 1_000n * ONE });
  alice = await createHolder(world, asset, "alice", HELD);
  restore = await checkpoint(world.vm, [
    ...[issuer.address, asset.address, asset.mint, asset.attestation, asset.escrow],
    tokenAccountOf(alice.publicKey, asset.mint),
  ]);
});
beforeEach(() => restore());

const setting = (limits: Partial<Limits>): TransactionInstruction =>
  createSetLimitsInstruction({
    authority: issuer.authority.publicKey,
    issuer: issuer.address,
    mint: asset.mint,
    limits: { ...LIMITS, ...limits },
  });
const set = (limits: Partial<Limits>): Promise<Sent> => act(world, setting(limits), [issuer.authority]);
const refused = (limits: Partial<Limits>, name: string): Promise<unknown> =>
  expectRefusal(world, { instructions: setting(limits), signers: [issuer.authority] }, "custody", name);

/** As tight as limits can be. */
const TIGHTEST: Limits = {
  supplyCap: 1n,
  maxAttestationAge: 1n,
  redemptionWindow: 1n,
  processingWindow: 1n,
  minimumRedemption: 0n,
  mintRateCapacity: 1n,
  mintRateRefill: 0n,
};

describe("what set_limits does", () => {
  const cases: [string, Limits][] = [
    ...FIELDS.map((field): [string, Limits] => [
      `the ${field} alone, by one`,
      { ...LIMITS, [field]: LIMITS[field] - 1n },
    ]),
    ["all of them, as far as they go", TIGHTEST],
  ];
  test.each(cases)("set_limits tightens %s, at once, and changes nothing else", async (_, limits) => {
    const [before, totals, now] = [
      await fetchAsset(world.vm, asset.address),
      await totalsOf(world, asset),
      await world.vm.now(),
    ];
    const issuerBefore = await world.vm.getAccount(issuer.address);
    const { events } = await set(limits);

    const sequence = before.sequence + 1n;
    expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...before, sequence, limits });
    expect(await world.vm.getAccount(issuer.address)).toEqual(issuerBefore);
    expect(events).toEqual([
      {
        program: "custody",
        line: expect.any(Number),
        name: "LimitsSet",
        data: { asset: asset.address, sequence, at: now, limits, totals },
      },
    ]);
  });

  test("the mint rate's bucket keeps its level, regained at the old rate until then", async () => {
    const now = await world.vm.now();
    const mintRateLevel = 1_000n * ONE;
    await forgeAsset(world.vm, asset.address, { mintRateLevel, mintRateUpdatedAt: now - 7n });
    await set({ mintRateRefill: 0n, mintRateCapacity: ONE });
    const left = mintRateLevel - 7n * LIMITS.mintRateRefill;
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ mintRateLevel: left, mintRateUpdatedAt: now });
  });

  test("the mint rate's bucket is no less than empty, and no clock turns it back", async () => {
    const now = await world.vm.now();
    await forgeAsset(world.vm, asset.address, { mintRateLevel: 1n, mintRateUpdatedAt: now - 1_000n });
    await set({ mintRateRefill: 0n });
    expect(await fetchAsset(world.vm, asset.address)).toMatchObject({ mintRateLevel: 0n, mintRateUpdatedAt: now });
    await forgeAsset(world.vm, asset.address, { limits: LIMITS, mintRateLevel: U64_MAX, mintRateUpdatedAt: now + 5n });
    await set({ mintRateRefill: 0n });
    expect((await fetchAsset(world.vm, asset.address)).mintRateLevel).toBe(U64_MAX);
  });

  const gates: [string, Partial<Limits>, string][] = [
    ["a cap below the supply after it", { supplyCap: HELD + ONE - 1n }, "SupplyCapExceeded"],
    ["a mint rate below the amount", { mintRateCapacity: ONE - 1n }, "MintRateExceeded"],
    ["a maximum age below the round's", { maxAttestationAge: 9n }, "AttestationTooOld"],
  ];
  test.each(gates)("a mint is refused after %s has been set", async (_, limits, name) => {
    await world.vm.setTime((await world.vm.now()) + 10n);
    await forgeAsset(world.vm, asset.address, { mintRateLevel: 0n });
    const deposit = await record(world, asset, { id: name, shares: ONE, recipient: alice.publicKey });
    await set(limits);
    const instructions = mintInstruction(world, asset, deposit, alice.publicKey);
    await expectRefusal(world, { instructions, signers: [issuer.minter] }, "custody", name);
  });

  test("a request that was too small goes through after the minimum was lowered, by the window of now", async () => {
    const asked = { owner: alice, nonce: 1n, amount: ONE - 1n, leastCash: 1n };
    const small = { instructions: requestInstruction(world, asset, asked), signers: [alice] };
    await expectRefusal(world, small, "custody", "BelowMinimumRedemption");
    await set({ minimumRedemption: ONE - 1n, redemptionWindow: 60n });
    const redemption = await request(world, asset, asked);
    expect((await fetchRedemption(world.vm, redemption)).deadline).toBe((await world.vm.now()) + 60n);
  });

  test.each([
    ["halted", () => haltAsset(world, asset)],
    ["delisted", () => delist(world, asset)],
    ["one of an issuer that has paused minting", () => pauseMint(world, issuer)],
  ])("set_limits tightens an asset that is %s", async (_, stop) => {
    await stop();
    await set({ supplyCap: 1n });
    expect((await fetchAsset(world.vm, asset.address)).limits.supplyCap).toBe(1n);
  });
});

describe("what set_limits refuses", () => {
  test.each(FIELDS)("set_limits refuses a looser %s, whatever else is tighter", async (field) => {
    await refused({ [field]: LIMITS[field] + 1n }, "NotTighter");
    await refused({ ...TIGHTEST, [field]: LIMITS[field] + 1n }, "NotTighter");
  });

  test("set_limits refuses the limits that there are, so that a retry changes nothing", async () => {
    await refused({}, "NotTighter");
    await set({ supplyCap: 5n });
    await refused({ supplyCap: 5n }, "NotTighter");
  });

  test.each<[string, Partial<Limits>]>([
    ["a cap of 0", { supplyCap: 0n }],
    ["a mint rate of 0", { mintRateCapacity: 0n }],
    ["an age of 0", { maxAttestationAge: 0n }],
    ["a negative age", { maxAttestationAge: -1n }],
    ["a redemption window of 0", { redemptionWindow: 0n }],
    ["a negative redemption window", { redemptionWindow: -1n }],
    ["a processing window of 0", { processingWindow: 0n }],
    ["a negative processing window", { processingWindow: -1n }],
  ])("set_limits refuses %s", async (_, limits) => {
    await refused(limits, "InvalidLimits");
  });

  test("set_limits refuses where the event sequence is full", async () => {
    await forgeAsset(world.vm, asset.address, { sequence: U64_MAX });
    await refused({ supplyCap: 1n }, "MathOverflow");
  });
});

const attempt = async () => ({ instruction: setting({ supplyCap: 1n }), signers: [issuer.authority] });
const subject = { world: () => world, name: "set_limits", attempt };

describeMalformed(subject);
describeReadOnly(subject);

describeSubstitutions({
  ...subject,
  substitutions: {
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
      ...imposters(
        () => world.vm,
        () => issuer.address,
      ),
    ],
    asset: [
      { as: "the asset of another issuer", key: () => theirs.address, refused: ["custody", "WrongIssuer"] },
      { as: "another asset of the issuer", key: () => sibling.address, refused: ["custody", "WrongMint"] },
      ...imposters(
        () => world.vm,
        () => asset.address,
      ),
    ],
    mint: [{ as: "the mint of another asset", key: () => sibling.mint, refused: ["custody", "WrongMint"] }],
  },
});
