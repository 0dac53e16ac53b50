/** Group B: hooks that call back, and calls as deep as Solana lets them go. */
import { createResumeTokenInstruction, findRedemptionPda, PERMISSION } from "@backstock/sdk";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { allow, createTokenAccountInstruction, requestInstruction, tokenAccountOf } from "../harness/acts";
import { balanceOf } from "../harness/balances";
import {
  createForeignMint,
  delegateExtension,
  type ForeignMint,
  foreignMintOf,
  hookExtension,
  mintForeign,
} from "../harness/foreignMint";
import { type ExecuteAccounts, executeInstruction } from "../harness/hookCalls";
import {
  createHostileHook,
  HOSTILE_PROGRAM_ID,
  hostileInstruction,
  hostilePda,
  type HostileStep,
  throughHostile,
} from "../harness/hostile";
import { ONE } from "../harness/listing";
import { entryOf } from "../harness/neighbours";
import { expectRefusal } from "../harness/refusal";
import { pay, sheetOf, startThiefScene, type ThiefScene } from "../harness/thief";
import { isTokenPaused, pauseToken } from "../harness/tokenPause";
import { transferInstruction } from "../harness/transfers";
import { act, SOL } from "../harness/world";

let scene: ThiefScene;
/** An address of the hostile program's that the officer has listed, as a pool that nobody has looked into, with tokens of alice's. */
const venue = hostilePda("venue");
/** Pays rent for it. */
const purse = hostilePda("purse");

beforeAll(async () => {
  scene = await startThiefScene();
  const { world, asset, alice } = scene;
  const permissions = PERMISSION.SEND | PERMISSION.RECEIVE | PERMISSION.REDEEM;
  await allow(world, venue.address, { class: "Venue", permissions, jurisdiction: 0 });
  await world.vm.fund(purse.address, SOL);
  await act(world, createTokenAccountInstruction(world, venue.address, asset.mint));
  const fill = await transferInstruction(world, {
    mint: asset.mint,
    from: alice.publicKey,
    to: venue.address,
    amount: 4n * ONE,
  });
  await act(world, fill, [alice]);
});

let traps = 0;

/** A transfer of a token of mallory's own, whose hook is the hostile program and takes these steps in the middle of it. */
async function trap(steps: readonly HostileStep[]): Promise<{ transfer: TransactionInstruction; mint: ForeignMint }> {
  const { world, mallory, bob } = scene;
  const mint = foreignMintOf(`trap ${traps}`);
  await createForeignMint(world, mint, [hookExtension(mint, HOSTILE_PROGRAM_ID), delegateExtension(mint)]);
  await mintForeign(world, mint, { owner: mallory.publicKey }, ONE);
  await act(world, createTokenAccountInstruction(world, bob.publicKey, mint.mint));
  const parties = { mint: mint.mint, from: mallory.publicKey, to: bob.publicKey };
  const [source, destination] = [parties.from, parties.to].map((owner) => tokenAccountOf(owner, mint.mint)) as [
    PublicKey,
    PublicKey,
  ];
  await createHostileHook(
    world,
    `trap ${traps++}`,
    { source, mint: mint.mint, destination, authority: parties.from },
    steps,
  );
  return { transfer: await transferInstruction(world, { ...parties, hookProgramId: HOSTILE_PROGRAM_ID }), mint };
}

/** What anybody may do once a pause has run out, done by the hostile program. */
const resumeStep = (): HostileStep => {
  const { asset } = scene;
  const instruction = createResumeTokenInstruction({
    signer: purse.address,
    issuer: asset.issuer.address,
    mint: asset.mint,
  });
  return { kind: "invoke", instruction, signedBy: [purse.seeds] };
};

const transferOfVenue = async (to: Keypair): Promise<HostileStep> => ({
  kind: "invoke",
  instruction: await transferInstruction(scene.world, {
    mint: scene.asset.mint,
    from: venue.address,
    to: to.publicKey,
  }),
  signedBy: [venue.seeds],
});

describe("a hook that calls back", () => {
  test("B36: a hook does not call Token-2022 back, not even for tokens that its program may move at any other time", async () => {
    const { world, bob, mallory } = scene;
    const step = await transferOfVenue(bob);
    const before = await sheetOf(scene);
    await act(world, hostileInstruction([step]));
    expect(await sheetOf(scene)).toEqual({ ...before, "bob asset": before["bob asset"]! + 1n });

    const { transfer, mint } = await trap([step]);
    const sheet = await sheetOf(scene);
    const attempt = { instructions: transfer, signers: [mallory] };
    await expectRefusal(world, attempt, "other", "ReentrancyNotAllowed", [
      tokenAccountOf(venue.address, scene.asset.mint),
    ]);
    expect(await sheetOf(scene)).toEqual(sheet);
    expect(await balanceOf(world, tokenAccountOf(mallory.publicKey, mint.mint))).toBe(ONE);
  });

  test("B36: a hook does not have custody call Token-2022 back: what anybody may do at any other time fails whole", async () => {
    const { world, asset, mallory } = scene;
    await pauseToken(world, asset, 3_600n);
    await world.vm.setTime((await world.vm.now()) + 3_600n);
    const { transfer } = await trap([resumeStep()]);
    const sheet = await sheetOf(scene);
    const attempt = { instructions: transfer, signers: [mallory] };
    await expectRefusal(world, attempt, "custody", "ReentrancyNotAllowed", [asset.address]);
    expect(await sheetOf(scene)).toEqual(sheet);
    expect(await isTokenPaused(world, asset)).toBe(true);

    await act(world, hostileInstruction([resumeStep()]));
    expect(await isTokenPaused(world, asset)).toBe(false);
  });

  test("B36: a hook that asks our hook in the middle of its own transfer hears NotTransferring of every other token", async () => {
    const { world, asset, alice, bob, mallory } = scene;
    const accounts: ExecuteAccounts = {
      source: tokenAccountOf(alice.publicKey, asset.mint),
      mint: asset.mint,
      destination: tokenAccountOf(bob.publicKey, asset.mint),
      authority: asset.address,
      validation: asset.validation,
      registry: asset.issuer.registry.address,
      senderEntry: entryOf(asset.issuer, alice),
      receiverEntry: entryOf(asset.issuer, bob),
    };
    const { transfer } = await trap([{ kind: "invoke", instruction: executeInstruction(accounts) }]);
    const sheet = await sheetOf(scene);
    await expectRefusal(world, { instructions: transfer, signers: [mallory] }, "compliance", "NotTransferring");
    expect(await sheetOf(scene)).toEqual(sheet);
  });
});

describe("calls through programs", () => {
  /** How many programs may stand between the transaction and this instruction; then what is said one further. */
  async function deepest(instruction: () => Promise<TransactionInstruction>, signer: Keypair): Promise<number> {
    for (let depth = 0; ; depth++) {
      const sheet = await sheetOf(scene);
      const instructions = throughHostile(await instruction(), depth);
      const error = await act(scene.world, instructions, [signer]).then(
        () => null,
        (reason: unknown) => reason,
      );
      if (error === null) continue;
      expect(await sheetOf(scene)).toEqual(sheet);
      const refused = { instructions, signers: [signer] };
      await expectRefusal(scene.world, refused, ...callDepth(error));
      return depth - 1;
    }
  }
  const callDepth = (error: unknown) => {
    const { program, name } = error as Awaited<ReturnType<typeof expectRefusal>>;
    expect(name).toBe("CallDepth");
    return [program, name] as const;
  };

  test("B37: a hooked transfer works as deep as calls go, and fails whole one deeper", async () => {
    const { alice, bob } = scene;
    const bottom = await deepest(() => pay(scene, alice, bob), alice);
    // Solana lets five programs stand on each other; Token-2022 and the hook are two.
    expect(bottom).toBe(3);
  });

  test("B37: a request for cash, three programs by itself, works as deep as calls go, and leaves nothing behind one deeper", async () => {
    const { world, asset, alice } = scene;
    let nonce = 100n;
    const ask = async () =>
      requestInstruction(world, asset, { owner: alice, nonce: nonce++, amount: ONE, leastCash: 1n });
    expect(await deepest(ask, alice)).toBe(2);
    const { address } = findRedemptionPda({ asset: asset.address, opener: alice.publicKey, nonce: nonce - 1n });
    expect(await world.vm.getAccount(address)).toBeNull();
  });
});
