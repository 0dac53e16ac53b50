import {
  ALL_PERMISSIONS,
  createSweepEscrowInstruction,
  fetchAsset,
  findEntryPda,
  findRedemptionPda,
  prepareSweepEscrow,
  type SweepEscrowInput,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { createTransferCheckedInstruction } from "@solana/spl-token";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { allow, cancelInstruction, request, settle, tokenAccountOf } from "./harness/acts";
import { balanceOf, supplyOf, totalsOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { forgeAsset, forgeRegistry } from "./harness/forge";
import { DECIMALS, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import {
  checkpointOf,
  describeOtherIssuer,
  HOLDING,
  type Neighbours,
  ofAsset,
  otherSigners,
  startNeighbours,
} from "./harness/neighbours";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { STOCK_MINT, withU64 } from "./harness/stockMints";
import { describeSubstitutions } from "./harness/substitution";
import { isTokenPaused, pauseToken } from "./harness/tokenPause";
import { transferInstruction } from "./harness/transfers";
import { act, DAY, SOL, type World } from "./harness/world";

const ASKED = 2n * ONE;
const GIFT = 3n * ONE;

let all: Neighbours;
let world: World;
let asset: TestAsset;
let alice: Keypair;
let bob: Keypair;
let restore: () => Promise<void>;

const redemptionOf = ({ address }: TestAsset) =>
  findRedemptionPda({ asset: address, opener: alice.publicKey, nonce: 0n }).address;

beforeAll(async () => {
  all = await startNeighbours();
  ({ world, asset, alice, bob } = all);
  for (const listed of [asset, all.open]) {
    await request(world, listed, { owner: alice, nonce: 0n, amount: ASKED, leastCash: 2n });
  }
  await giveCash(world, world.issuer.redeemer.publicKey, 1_000n);
  await world.vm.fund(world.issuer.authority.publicKey, SOL);
  // Nothing keeps the officer from listing an escrow's owner, so that the hook lets tokens through to it.
  const venue = { class: "Venue", permissions: ALL_PERMISSIONS - 4, jurisdiction: 0 } as const;
  await allow(world, asset.address, venue);
  const entry = findEntryPda({ registry: world.registry.address, wallet: asset.address }).address;
  restore = await checkpointOf(all, [entry, redemptionOf(asset), redemptionOf(all.open)]);
});

afterEach(() => restore());

/** Sends raw tokens of bob's to the escrow, which nobody has asked for. */
async function give({ mint, escrow, address }: TestAsset, amount = GIFT): Promise<void> {
  const [from, owner] = [tokenAccountOf(bob.publicKey, mint), bob.publicKey];
  const plain = () =>
    createTransferCheckedInstruction(from, mint, escrow, owner, amount, DECIMALS, [], TOKEN_2022_PROGRAM_ID);
  const hooked = () => transferInstruction(world, { mint, from: owner, to: address, amount });
  await act(world, mint.equals(all.open.mint) ? plain() : await hooked(), [bob]);
}

const sweeping = (changes: Partial<SweepEscrowInput> = {}): TransactionInstruction =>
  createSweepEscrowInstruction({
    authority: world.issuer.authority.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    ...changes,
  });

const sweep = ({ mint }: TestAsset = asset) => act(world, sweeping({ mint }), [world.issuer.authority]);
const refused = (name: string, changes: Partial<SweepEscrowInput> = {}) =>
  expectRefusal(world, { instructions: sweeping(changes), signers: [world.issuer.authority] }, "custody", name);

const profiles: readonly (readonly [string, () => TestAsset])[] = [
  ["hooked", () => asset],
  ["open", () => all.open],
];

describe("sweep_escrow", () => {
  test.each(profiles)(
    "sweep_escrow of the profile %s burns what is beyond open requests, and no more",
    async (_, which) => {
      const listed = which();
      await give(listed);
      const before = {
        asset: await fetchAsset(world.vm, listed.address),
        mint: (await world.vm.getAccount(listed.mint))!,
      };
      const supply = await supplyOf(world, listed.mint);
      expect(await balanceOf(world, listed.escrow)).toBe(ASKED + GIFT);
      const sent = await sweep(listed);

      expect(await balanceOf(world, listed.escrow)).toBe(ASKED);
      const data = withU64(STOCK_MINT.supply, supply - GIFT)(before.mint.data);
      expect(await world.vm.getAccount(listed.mint)).toEqual({ ...before.mint, data });
      const changed = await fetchAsset(world.vm, listed.address);
      // Nobody was paid for it: it does not count as redeemed.
      expect(changed).toEqual({ ...before.asset, sequence: before.asset.sequence + 1n });
      expect(sent.events).toEqual([
        {
          program: "custody",
          name: "EscrowSwept",
          line: expect.any(Number),
          data: {
            asset: listed.address,
            sequence: changed.sequence,
            at: await world.vm.now(),
            amount: GIFT,
            totals: await totalsOf(world, listed),
          },
        },
      ]);
    },
  );

  test.each(profiles)(
    "sweep_escrow of the profile %s leaves open requests to be paid, or taken back",
    async (_, which) => {
      const listed = which();
      await give(listed);
      await sweep(listed);
      await settle(world, listed, redemptionOf(listed), { amount: ONE, cash: 1n, settledBefore: 0n });
      await world.vm.setTime((await world.vm.now()) + 6n * DAY);
      await act(world, cancelInstruction(listed, redemptionOf(listed), alice.publicKey), [alice]);
      expect(await balanceOf(world, listed.escrow)).toBe(0n);
      expect(await balanceOf(world, tokenAccountOf(alice.publicKey, listed.mint))).toBe(HOLDING - ONE);
    },
  );

  test("sweep_escrow burns a single raw token, and everything where nothing is asked for", async () => {
    await give(asset, 1n);
    expect((await sweep()).events).toMatchObject([{ data: { amount: 1n } }]);
    await world.vm.setTime((await world.vm.now()) + 6n * DAY);
    await act(world, cancelInstruction(asset, redemptionOf(asset), alice.publicKey), [alice]);
    await give(asset);
    expect((await sweep()).events).toMatchObject([{ data: { amount: GIFT, totals: { escrowed: 0n } } }]);
    expect(await balanceOf(world, asset.escrow)).toBe(0n);
  });

  test.each(profiles)(
    "sweep_escrow of the profile %s works while the token is paused, and leaves it so",
    async (_, which) => {
      const listed = which();
      await give(listed);
      await pauseToken(world, listed);
      const mint = (await world.vm.getAccount(listed.mint))!;
      const supply = await supplyOf(world, listed.mint);
      await sweep(listed);
      expect(await isTokenPaused(world, listed)).toBe(true);
      const data = withU64(STOCK_MINT.supply, supply - GIFT)(mint.data);
      expect(await world.vm.getAccount(listed.mint)).toEqual({ ...mint, data });
    },
  );

  test.each([
    ["the asset is halted", () => forgeAsset(world.vm, asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, asset.address, { status: "Delisted" })],
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 2n ** 63n - 1n })],
  ])("sweep_escrow works where %s", async (_, stop) => {
    await give(asset);
    await stop();
    await sweep();
    expect(await balanceOf(world, asset.escrow)).toBe(ASKED);
  });
});

describe("no surplus", () => {
  test.each(profiles)("sweep_escrow of the profile %s refuses to burn what is asked for", async (_, which) => {
    await refused("NoSurplus", { mint: which().mint });
  });

  test("sweep_escrow refuses an empty escrow", async () => {
    await refused("NoSurplus", { mint: all.tesla.mint });
  });

  test("sweep_escrow refuses to sweep twice, also in one transaction", async () => {
    await give(asset);
    const { authority } = world.issuer;
    await expectRefusal(
      world,
      { instructions: [sweeping(), sweeping()], signers: [authority] },
      "custody",
      "NoSurplus",
    );
    await sweep();
    await refused("NoSurplus");
  });

  test("sweep_escrow refuses an escrow that holds less than is asked for, which no instruction can bring about", async () => {
    await forgeAsset(world.vm, asset.address, { escrowed: ASKED + 1n });
    await refused("MathOverflow");
  });
});

test("prepareSweepEscrow says what is beyond open requests", async () => {
  await give(asset);
  const prepared = await prepareSweepEscrow(world.vm, { issuer: world.issuer.address, mint: asset.mint });
  expect(prepared).toMatchObject({ surplus: GIFT, signers: [world.issuer.authority.publicKey] });
  await send(world.vm, prepared, [world.issuer.authority]);
  expect(await prepareSweepEscrow(world.vm, { issuer: world.issuer.address, mint: asset.mint })).toMatchObject({
    surplus: 0n,
  });
});

const attempt = async () => {
  await give(asset);
  return { instruction: sweeping(), signers: [world.issuer.authority] };
};
describeMalformed({ world: () => world, name: "sweep_escrow", attempt });
describeReadOnly({ world: () => world, name: "sweep_escrow", attempt });
describeOtherIssuer(() => all, { name: "sweep_escrow", attempt }, { authority: "authority" });

const { issuer, asset: ofAssets, mint, token_program } = ofAsset(() => all, "NotAuthority");
describeSubstitutions({
  world: () => world,
  name: "sweep_escrow",
  attempt,
  substitutions: {
    authority: otherSigners(() => all, ["authority"], "NotAuthority"),
    issuer,
    asset: ofAssets,
    mint,
    escrow: [
      {
        as: "the escrow of the issuer's second asset",
        key: () => all.tesla.escrow,
        refused: ["custody", "WrongEscrow"],
      },
      {
        as: "a holder's token account",
        key: () => tokenAccountOf(alice.publicKey, asset.mint),
        refused: ["custody", "WrongEscrow"],
      },
    ],
    token_program,
  },
});
