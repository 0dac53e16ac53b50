/** Accounts that a later version has laid out anew, and states that no arithmetic of this one covers. */
import { fetchAsset, fetchAttestation, LAYOUT_VERSION, type Statement, U64_MAX } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { attest, attestInstruction, mintInstruction, record, request, tokenAccountOf } from "../harness/acts";
import { balanceOf, supplyOf, totalsOf } from "../harness/balances";
import { checkpoint } from "../harness/checkpoint";
import { forgeAsset, forgeBytes, forgeMultiplier } from "../harness/forge";
import { createHolder } from "../harness/holders";
import { listAsset, ONE, type TestAsset } from "../harness/listing";
import { type Attempt, expectRefusal } from "../harness/refusal";
import { transferInstruction } from "../harness/transfers";
import { act, startWorld, type World } from "../harness/world";

/** Where every account of ours has the version of its layout. */
const VERSION_AT = 8;
const HELD = 10n * ONE;

let world: World;
let asset: TestAsset;
let alice: Keypair;
let bob: Keypair;
let deposit: PublicKey;
let start: bigint;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  start = await world.vm.now();
  await attest(world, asset, { shares: 1_000n * ONE, asOf: start - 2n });
  [alice, bob] = [await createHolder(world, asset, "alice", HELD), await createHolder(world, asset, "bob", HELD)];
  deposit = await record(world, asset, { id: "deposit", shares: ONE, recipient: alice.publicKey });
  restore = await checkpoint(world.vm, [
    ...[world.registry.address, asset.address, asset.attestation, asset.mint, asset.escrow, deposit],
    ...[tokenAccountOf(alice.publicKey, asset.mint), tokenAccountOf(bob.publicKey, asset.mint)],
  ]);
});
beforeEach(() => restore());

const minting = (): Attempt => ({
  instructions: mintInstruction(world, asset, deposit, alice.publicKey),
  signers: [world.issuer.minter],
});

async function expectMints(): Promise<void> {
  const account = tokenAccountOf(alice.publicKey, asset.mint);
  const before = await balanceOf(world, account);
  await act(world, minting().instructions, minting().signers);
  expect(await balanceOf(world, account)).toBe(before + ONE);
}

describe("a registry of another layout", () => {
  const write = (version: number): Promise<void> =>
    forgeBytes(world.vm, world.registry.address, (data) => data.set([version], VERSION_AT));
  const transfer = async (): Promise<Attempt> => ({
    instructions: await transferInstruction(world, { mint: asset.mint, from: alice.publicKey, to: bob.publicKey }),
    signers: [alice],
  });
  const versions = [0, LAYOUT_VERSION + 1, 255];

  test("GS6: the version of a registry stands where these tests change it", async () => {
    expect((await world.vm.getAccount(world.registry.address))?.data[VERSION_AT]).toBe(LAYOUT_VERSION);
  });

  test.each(versions)(
    "GS6: mint_deposit refuses a registry of layout %d, and takes it of this one",
    async (version) => {
      await write(version);
      await expectRefusal(world, minting(), "custody", "WrongRegistry");
      expect(await supplyOf(world, asset.mint)).toBe(2n * HELD);
      await write(LAYOUT_VERSION);
      await expectMints();
    },
  );

  test.each(versions)("GS6: the hook refuses a registry of layout %d, and takes it of this one", async (version) => {
    await write(version);
    await expectRefusal(world, await transfer(), "compliance", "WrongAccount");
    await write(LAYOUT_VERSION);
    const { instructions, signers } = await transfer();
    await act(world, instructions, signers);
    expect(await balanceOf(world, tokenAccountOf(bob.publicKey, asset.mint))).toBe(HELD + 1n);
  });

  test("GS6: request_redemption, which reads nothing of the registry, works under another layout of it", async () => {
    await write(LAYOUT_VERSION + 1);
    await request(world, asset, { owner: alice, nonce: 0n, amount: ONE, leastCash: 1n });
    expect(await balanceOf(world, asset.escrow)).toBe(ONE);
  });
});

describe("a reserve that can't be measured", () => {
  const SHARES = 1_000n * ONE;
  /** Two attestors state a reserve that is plenty; answers what the second's transaction did. */
  async function attestAll(changes: Partial<Statement> = {}): Promise<Sent> {
    const [first, second] = world.issuer.attestors as [Keypair, Keypair];
    const statement = { shares: SHARES, asOf: start - 1n, redeemedTotal: 0n, ...changes };
    await act(world, await attestInstruction(world, asset, first.publicKey, statement), [first]);
    return act(world, await attestInstruction(world, asset, second.publicKey, statement), [second]);
  }

  /** A round is recorded and raises the alarm, with two sequences in a row. */
  async function expectAlarm(backedSupply: bigint, shares = SHARES): Promise<void> {
    const { round } = await fetchAttestation(world.vm, asset.attestation);
    const { sequence } = await fetchAsset(world.vm, asset.address);
    const { events } = await attestAll({ shares });
    const totals = await totalsOf(world, asset);
    // The first of the two statements has a sequence too.
    expect(events).toMatchObject([
      { name: "RoundRecorded", data: { round: round + 1n, sequence: sequence + 2n, totals } },
      {
        name: "Undercollateralized",
        data: { round: round + 1n, sequence: sequence + 3n, shares, backedSupply, totals },
      },
    ]);
    expect(events).toHaveLength(2);
    const recorded = await fetchAttestation(world.vm, asset.attestation);
    expect(recorded).toMatchObject({ round: round + 1n, shares, asOf: start - 1n, redeemedTotal: 0n });
    expect((await fetchAsset(world.vm, asset.address)).sequence).toBe(sequence + 3n);
  }

  test("GS7: submit_attestation raises no alarm over the same reserve where it can be measured", async () => {
    const { events } = await attestAll();
    expect(events.map(({ name }) => name)).toEqual(["RoundRecorded"]);
    await expectMints();
  });

  const SUPPLY = 2n * HELD;
  test.each([
    ["a raw token too many to count", U64_MAX - SUPPLY + 1n],
    ["all that 64 bits count", U64_MAX],
    ["more than 64 bits count", U64_MAX + 1n],
    ["all that 128 bits count", 2n ** 128n - 1n],
  ])(
    "D69: submit_attestation records a round and raises the alarm where %s were redeemed since",
    async (_, redeemed) => {
      expect(await supplyOf(world, asset.mint)).toBe(SUPPLY);
      await forgeAsset(world.vm, asset.address, { redeemed });
      await expectRefusal(world, minting(), "custody", "MathOverflow");
      await expectAlarm(U64_MAX);
      await expectRefusal(world, minting(), "custody", "MathOverflow");
      // Counted anew, nothing is left that overflows.
      const { events } = await attestAll({ asOf: start, redeemedTotal: redeemed });
      expect(events.map(({ name }) => name)).toEqual(["RoundRecorded"]);
      await expectMints();
    },
  );

  test("D69: submit_attestation measures the highest backed supply that 64 bits count", async () => {
    await forgeAsset(world.vm, asset.address, { redeemed: U64_MAX - SUPPLY });
    const { events } = await attestAll({ shares: U64_MAX });
    expect(events.map(({ name }) => name)).toEqual(["RoundRecorded"]);
  });

  test.each([
    ["1, by which all 64 bits would cover them", 1, U64_MAX],
    ["2^-12, by which 2^52 would cover them", 2 ** -12, 1n << 52n],
  ])(
    "GS7: submit_attestation raises the alarm whatever shares are stated, by a multiplier of %s",
    async (_, by, shares) => {
      await forgeAsset(world.vm, asset.address, { redeemed: U64_MAX });
      await forgeMultiplier(world.vm, asset.mint, bitsOf(by), bitsOf(by), 0n);
      await expectRefusal(world, minting(), "custody", "MathOverflow");
      await expectAlarm(U64_MAX, shares);
      await expectRefusal(world, minting(), "custody", "MathOverflow");
    },
  );

  const bitsOf = (value: number): bigint => new BigUint64Array(Float64Array.of(value).buffer)[0]!;
  test.each([
    ["0", 0],
    ["-1", -1],
    ["a step below 2^-12", 2 ** -12 * (1 - Number.EPSILON / 2)],
    ["2^12", 4_096],
    ["infinity", Infinity],
    ["no number", NaN],
  ])("GS7: submit_attestation records a round and raises the alarm by a multiplier of %s", async (_, multiplier) => {
    await forgeMultiplier(world.vm, asset.mint, bitsOf(multiplier), bitsOf(multiplier), 0n);
    await expectRefusal(world, minting(), "custody", "MultiplierOutOfRange");
    await expectAlarm(SUPPLY);
    await expectRefusal(world, minting(), "custody", "MultiplierOutOfRange");
    await forgeMultiplier(world.vm, asset.mint, bitsOf(1), bitsOf(1), 0n);
    await expectMints();
  });
});
