/** Group A: one account in two places that are written, so that a sum is written over another. */
import { fetchRedemption, type RedemptionPayout } from "@backstock/sdk";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { request, settle, settleInstruction, tokenAccountOf } from "../harness/acts";
import { balanceOf, supplyOf } from "../harness/balances";
import { cashAccountOf, giveCash } from "../harness/cash";
import { ONE } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { expectRefusal } from "../harness/refusal";
import { AMOUNT, LEAST, type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { accountsOf, withAccount } from "../harness/idlAccounts";
import { type Act, asking, cancelling, minting, moving, paying } from "../harness/valuables";

let scene: RedemptionScene;
beforeAll(async () => {
  scene = await startRedemptions();
});
afterEach(() => scene.restore());

const TWICE = "ConstraintDuplicateMutableAccount";

test("A9: force_transfer does not move tokens to where they are", async () => {
  const { world, asset, alice } = scene;
  const { instruction, signers } = moving(scene, { to: alice.publicKey });
  const held = await balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint));
  await expectRefusal(world, { instructions: instruction, signers }, "custody", TWICE);
  expect(await balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint))).toBe(held);
});

test("A9: no instruction that moves value takes one account in any two places that it writes", async () => {
  const acts: Readonly<Record<string, Act>> = {
    mint_deposit: minting(scene),
    force_transfer: moving(scene),
    request_redemption: asking(scene),
    settle_redemption: await paying(scene),
    cancel_redemption: await cancelling(scene),
  };
  // May be any other account on purpose: they pay rent, or get it back, and what else they are is checked by their addresses.
  const payers = ["payer", "rent_payer"];
  let pairs = 0;
  for (const [name, { instruction, signers }] of Object.entries(acts)) {
    const written = accountsOf(name)
      .map((account, place) => ({ ...account, key: instruction.keys[place]!.pubkey }))
      .filter(({ writable, name: account }) => writable === true && !payers.includes(account));
    for (const one of written) {
      for (const other of written) {
        if (one.name === other.name) continue;
        const instructions = withAccount(instruction, name, one.name, other.key);
        await expectRefusal(scene.world, { instructions, signers }, "custody", TWICE);
        pairs += 1;
      }
    }
  }
  expect(pairs).toBeGreaterThan(40);
});

test("A9: a redeemer and an owner who are friends can't burn a request by paying an account from itself", async () => {
  const { world, asset, alice } = scene;
  const { redeemer } = asset.issuer;
  const source = cashAccountOf(redeemer.publicKey, world.usdc);
  const payout: RedemptionPayout = { kind: "OnChain", cashMint: world.usdc, destination: source, leastCash: LEAST };
  const asked = { owner: alice, nonce: 8n, amount: AMOUNT, leastCash: LEAST };
  const redemption = await request(world, asset, asked, { payout });
  const [supply, cash] = [await supplyOf(world, asset.mint), await balanceOf(world, source)];

  const instructions = await settleInstruction(world, asset, redemption, { amount: AMOUNT, cash: LEAST });
  await expectRefusal(world, { instructions, signers: [redeemer] }, "custody", TWICE);
  expect([await supplyOf(world, asset.mint), await balanceOf(world, source)]).toEqual([supply, cash]);

  // Out of another account of the redeemer's the cash really arrives.
  const other = await secondCashAccount(redeemer.publicKey);
  await settle(world, asset, redemption, { amount: AMOUNT, cash: LEAST, cashSource: other });
  expect(await balanceOf(world, source)).toBe(cash + LEAST);
  expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Settled", paid: LEAST });
  expect(await supplyOf(world, asset.mint)).toBe(supply - AMOUNT);
});

/** An account with cash that belongs to the redeemer and is not the associated one. */
async function secondCashAccount(owner: PublicKey): Promise<PublicKey> {
  const { world } = scene;
  const first = await giveCash(world, keypairOf("bank").publicKey, 100n * ONE);
  const account = (await world.vm.getAccount(first))!;
  const data = Uint8Array.from(account.data);
  data.set(owner.toBytes(), 32);
  const address = keypairOf("second cash account").publicKey;
  await world.vm.setAccount(address, { ...account, data });
  return address;
}
