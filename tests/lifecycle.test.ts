import { fetchAsset, fetchRedemption } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import { allow, mintInstruction } from "./harness/acts";
import { balanceOf } from "./harness/balances";
import { giveCash } from "./harness/cash";
import { Life } from "./harness/life";
import { ONE } from "./harness/listing";
import { keypairOf } from "./harness/people";
import { expectRefusal } from "./harness/refusal";
import { startWorld, type World } from "./harness/world";

let world: World;
let alice: Keypair;
let bob: Keypair;

beforeAll(async () => {
  world = await startWorld();
  [alice, bob] = [keypairOf("alice"), keypairOf("bob")];
  for (const { publicKey } of [alice, bob]) {
    await allow(world, publicKey);
    await giveCash(world, publicKey, 0n);
  }
});

function begin(name: string, profile: "hooked" | "open"): Promise<Life> {
  return Life.begin(world, [alice, bob], name, profile);
}

/** That as much can be minted, and not one more. */
async function expectRoomFor(life: Life, amount: bigint): Promise<void> {
  const deposit = await life.record(alice, amount + 1n);
  const instructions = mintInstruction(world, life.asset, deposit, alice.publicKey);
  const attempt = { instructions, signers: [life.asset.issuer.minter] };
  await expectRefusal(world, attempt, "custody", "InsufficientReserve");
  if (amount > 0n) await life.mint(alice, amount);
}

const PROFILES = ["hooked", "open"] as const;

test.each(PROFILES)(
  "the ledger of an asset of the profile %s adds up after every act, and so do its events",
  async (profile) => {
    const life = await begin(`scripted ${profile}`, profile);
    await life.attest(1_000n * ONE);
    await life.mint(alice, 600n * ONE);
    await life.mint(bob, 400n * ONE);
    const alices = await life.request(alice, 0n, 100n * ONE);
    const bobs = await life.request(bob, 0n, 50n * ONE);
    await life.settle(alices, 40n * ONE);
    await life.burn(alice, 25n * ONE);
    await life.transfer(alice, life.tokensOf(bob.publicKey), 10n * ONE);
    await life.settle(bobs, 1n);
    await world.vm.setTime((await fetchRedemption(world.vm, alices)).deadline + 1n);
    await life.cancel(alices, alice);
    await life.settle(bobs, 50n * ONE - 1n);
    await life.close(alices, alice);
    await life.close(bobs, bob);
    expect(life.ledger.totals).toEqual({
      supply: 885n * ONE,
      escrowed: 0n,
      minted: 1_000n * ONE,
      redeemed: 90n * ONE,
      overdue: 0n,
    });
    expect(await life.balanceOf(alice)).toBe(525n * ONE);
    expect(await life.balanceOf(bob)).toBe(360n * ONE);
  },
);

test("the escrow of an open asset holds what anybody has sent there beside what is open, to the end", async () => {
  const life = await begin("gifts", "open");
  await life.attest(100n * ONE);
  await life.mint(alice, 100n * ONE);
  await life.transfer(alice, life.asset.escrow, ONE);
  const settled = await life.request(alice, 0n, 10n * ONE);
  const cancelled = await life.request(alice, 1n, 10n * ONE);
  await life.transfer(alice, life.asset.escrow, 2n * ONE);
  await life.settle(settled, 10n * ONE);
  await world.vm.setTime((await fetchRedemption(world.vm, cancelled)).deadline + 1n);
  await life.cancel(cancelled, alice);
  expect(await balanceOf(world, life.asset.escrow)).toBe(3n * ONE);
  expect(await fetchAsset(world.vm, life.asset.address)).toMatchObject({ escrowed: 0n });
});

test("the escrow of a hooked asset takes no gift", async () => {
  const life = await begin("no gifts", "hooked");
  await life.attest(100n * ONE);
  await life.mint(alice, 100n * ONE);
  await expect(life.transfer(alice, life.asset.escrow, ONE)).rejects.toMatchObject({ name: "ReceiverNotListed" });
});

describe("the shares behind the supply", () => {
  test("are gone with what was redeemed, until the attestors have counted again", async () => {
    const life = await begin("redeemed shares", "hooked");
    await life.attest(1_000n * ONE);
    await life.mint(alice, 1_000n * ONE);
    const redemption = await life.request(alice, 0n, 100n * ONE);
    await expectRoomFor(life, 0n);
    await life.settle(redemption, 60n * ONE);
    await expectRoomFor(life, 0n);
    await life.settle(redemption, 40n * ONE);
    await expectRoomFor(life, 0n);
    // The custodian has sold 90 of the 100 shares.
    await life.attest(910n * ONE);
    await expectRoomFor(life, 10n * ONE);
  });

  test("stay with the issuer where a holder burns, and back new tokens", async () => {
    const life = await begin("burned tokens", "hooked");
    await life.attest(1_000n * ONE);
    await life.mint(alice, 1_000n * ONE);
    await life.burn(alice, 25n * ONE);
    await expectRoomFor(life, 25n * ONE);
  });

  test("are still needed for what cancel_redemption has returned", async () => {
    const life = await begin("returned tokens", "open");
    await life.attest(1_000n * ONE);
    await life.mint(alice, 1_000n * ONE);
    const redemption = await life.request(alice, 0n, 100n * ONE);
    await life.settle(redemption, 30n * ONE);
    await world.vm.setTime((await fetchRedemption(world.vm, redemption)).deadline + 1n);
    await life.cancel(redemption, alice);
    await life.attest(970n * ONE);
    await expectRoomFor(life, 0n);
  });

  test("that fall short are reported by an event right behind the round's, and stop minting by themselves", async () => {
    const life = await begin("missing shares", "hooked");
    await life.attest(1_000n * ONE);
    await life.mint(alice, 1_000n * ONE);
    const redemption = await life.request(alice, 0n, 100n * ONE);
    await life.settle(redemption, 100n * ONE);
    const enough = await life.attest(900n * ONE);
    expect(enough.events.map(({ name }) => name)).toEqual(["RoundRecorded"]);
    const short = await life.attest(900n * ONE - 1n);
    expect(short.events.map(({ name }) => name)).toEqual(["RoundRecorded", "Undercollateralized"]);
    await expectRoomFor(life, 0n);
    await life.settle(await life.request(alice, 1n, 10n * ONE), 10n * ONE);
  });
});
