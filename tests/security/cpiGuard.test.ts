/** A holder signs something of a thief's program, which uses the signature for what the holder has not read. */
import { fetchMaybeRedemption, findRedemptionPda, TOKEN_2022_PROGRAM_ID } from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  createBurnCheckedInstruction,
  createDisableCpiGuardInstruction,
  createEnableCpiGuardInstruction,
  createReallocateInstruction,
  ExtensionType,
} from "@solana/spl-token";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import { requestInstruction, tokenAccountOf } from "../harness/acts";
import { cashAccountOf } from "../harness/cash";
import { throughHostile } from "../harness/hostile";
import { DECIMALS, ONE, type TestAsset } from "../harness/listing";
import { checkpointOf } from "../harness/neighbours";
import { expectRefusal } from "../harness/refusal";
import { pay, sheetOf, startThiefScene, type ThiefScene } from "../harness/thief";
import { act } from "../harness/world";

let scene: ThiefScene;
let restore: () => Promise<void>;
const NONCE = 7n;
beforeAll(async () => {
  scene = await startThiefScene();
});
beforeEach(async () => {
  const { asset, open } = scene;
  restore = await checkpointOf(scene, [asset, open].map(redemptionOf));
});
afterEach(() => restore());

const redemptionOf = ({ address }: TestAsset): PublicKey =>
  findRedemptionPda({ asset: address, opener: scene.alice.publicKey, nonce: NONCE }).address;

/** Alice's tokens for cash, to be paid to mallory. */
function robbery(asset: TestAsset, { amount = 10n * ONE, owner = scene.alice } = {}): TransactionInstruction {
  const { world, alice, mallory } = scene;
  const destination = cashAccountOf(mallory.publicKey, world.usdc);
  return requestInstruction(
    world,
    asset,
    { owner, nonce: NONCE, amount, leastCash: 1n },
    {
      source: tokenAccountOf(alice.publicKey, asset.mint),
      payout: { kind: "OnChain", cashMint: world.usdc, destination, leastCash: 1n },
    },
  );
}

/** Alice lets no program move her tokens. */
async function guard({ mint }: TestAsset): Promise<void> {
  const { world, alice } = scene;
  const account = tokenAccountOf(alice.publicKey, mint);
  const added = [ExtensionType.CpiGuard];
  const owner = alice.publicKey;
  const room = createReallocateInstruction(account, world.payer.publicKey, added, owner, [], TOKEN_2022_PROGRAM_ID);
  await act(world, [room, createEnableCpiGuardInstruction(account, owner, [], TOKEN_2022_PROGRAM_ID)], [alice]);
}

test("C50: a program to which a holder has signed moves nothing of an account with a CPI guard: no transfer, no burn, no request for cash", async () => {
  const { world, asset, open, alice, bob } = scene;
  for (const listed of [asset, open]) {
    await guard(listed);
    const sheet = await sheetOf(scene);
    const account = tokenAccountOf(alice.publicKey, listed.mint);
    const burn = createBurnCheckedInstruction(
      account,
      listed.mint,
      alice.publicKey,
      1n,
      DECIMALS,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    const transfer = await pay(scene, alice, bob, {
      mint: listed.mint,
      ...(listed === open ? { hookProgramId: null } : {}),
    });
    for (const [instruction, program, name] of [
      [transfer, "token-2022", "CpiGuardTransferBlocked"],
      [burn, "token-2022", "CpiGuardBurnBlocked"],
      [robbery(listed), "custody", "CpiGuarded"],
    ] as const) {
      for (const depth of [1, 2]) {
        const attempt = { instructions: throughHostile(instruction, depth), signers: [alice] };
        await expectRefusal(world, attempt, program, name);
      }
    }
    expect(await sheetOf(scene)).toEqual(sheet);
    expect(await fetchMaybeRedemption(world.vm, redemptionOf(listed))).toBeNull();
  }
});

test("C50: a holder with a CPI guard asks for cash as any other, and through a program once the guard is off", async () => {
  const { world, asset, alice } = scene;
  await guard(asset);
  const before = await sheetOf(scene);
  const asked = {
    ...before,
    "alice asset": before["alice asset"]! - 10n * ONE,
    "escrow asset": before["escrow asset"]! + 10n * ONE,
  };
  const undo = await checkpointOf(scene, [redemptionOf(asset)]);
  await act(world, robbery(asset), [alice]);
  expect(await sheetOf(scene)).toEqual(asked);
  await undo();

  const account = tokenAccountOf(alice.publicKey, asset.mint);
  await act(world, createDisableCpiGuardInstruction(account, alice.publicKey, [], TOKEN_2022_PROGRAM_ID), [alice]);
  await act(world, throughHostile(robbery(asset)), [alice]);
  expect(await sheetOf(scene)).toEqual(asked);
});

test("C50: request_redemption looks for the guard once the tokens are the owner's, and before it looks at the amount", async () => {
  const { world, asset, alice, bob } = scene;
  await guard(asset);
  for (const [change, signer, name] of [
    [{ owner: bob }, bob, "WrongTokenOwner"],
    [{ amount: 1n }, alice, "CpiGuarded"],
  ] as const) {
    const instructions = throughHostile(robbery(asset, change));
    await expectRefusal(world, { instructions, signers: [signer] }, "custody", name);
  }
  const direct = { instructions: robbery(asset, { amount: 1n }), signers: [alice] };
  await expectRefusal(world, direct, "custody", "BelowMinimumRedemption");
});
