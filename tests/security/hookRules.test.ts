/** Group B, rules: who may send and receive, whatever key signs, whatever instruction of Token-2022's moves the tokens. */
import { ALL_PERMISSIONS, fetchEntry, PERMISSION, TOKEN_2022_PROGRAM_ID, type UpsertEntryInput } from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import {
  createApproveCheckedInstruction,
  createTransferCheckedInstruction,
  createTransferCheckedWithFeeInstruction,
  createTransferInstruction,
} from "@solana/spl-token";
import type { Keypair, TransactionInstruction } from "@solana/web3.js";
import { snapshot } from "@backstock/sdk/testing";
import { allow, tokenAccountOf, upsertInstruction } from "../harness/acts";
import { throughHostile } from "../harness/hostile";
import { DECIMALS } from "../harness/listing";
import { checkpointOf, entryOf } from "../harness/neighbours";
import { expectRefusal } from "../harness/refusal";
import { pauseRegistry } from "../harness/registryActs";
import { pay, sheetOf, startThiefScene, type ThiefScene } from "../harness/thief";
import { pauseToken } from "../harness/tokenPause";
import { act, US } from "../harness/world";

let scene: ThiefScene;
let restore: () => Promise<void>;
beforeAll(async () => {
  scene = await startThiefScene();
});
beforeEach(async () => {
  const { asset, mallory } = scene;
  restore = await checkpointOf(scene, [
    entryOf(asset.issuer, mallory),
    tokenAccountOf(mallory.publicKey, asset.mint),
    asset.issuer.registry.log,
  ]);
});
afterEach(() => restore());

/** Refused directly and through a program, and nothing has moved. */
async function refuses(
  instruction: TransactionInstruction,
  [program, name]: readonly [Parameters<typeof expectRefusal>[2], string],
  signers: readonly Keypair[],
): Promise<void> {
  const before = await sheetOf(scene);
  for (const instructions of [instruction, throughHostile(instruction)]) {
    await expectRefusal(scene.world, { instructions, signers }, program, name);
  }
  expect(await sheetOf(scene)).toEqual(before);
}

/** Lands, and has moved this much between two holders of the hooked asset and nothing else. */
async function moves(
  instructions: TransactionInstruction,
  signers: readonly Keypair[],
  [from, to, amount]: readonly ["alice" | "bob" | "mallory", "alice" | "bob" | "mallory", bigint],
): Promise<void> {
  const before = await sheetOf(scene);
  await act(scene.world, instructions, signers);
  const moved = {
    [`${from} asset`]: before[`${from} asset`]! - amount,
    [`${to} asset`]: before[`${to} asset`]! + amount,
  };
  expect(await sheetOf(scene)).toEqual({ ...before, ...moved });
}

/** What keeps a wallet from sending or receiving, with the end of the error's name. */
const bars = (permission: "SEND" | "RECEIVE"): readonly (readonly [Partial<UpsertEntryInput>, string])[] => [
  [{ status: "Suspended" }, "NotActive"],
  [{ status: "Revoked" }, "NotActive"],
  [{ expiresAt: 1n }, "Expired"],
  [{ jurisdiction: US }, "JurisdictionBlocked"],
  [{ permissions: ALL_PERMISSIONS & ~PERMISSION[permission] }, "NotPermitted"],
];

test("B28: a sender who may not send sends nothing: suspended, revoked, lapsed, blocked country, no permission, never listed", async () => {
  const { world, alice, bob, mallory } = scene;
  for (const [entry, error] of bars("SEND")) {
    const undo = await checkpointOf(scene);
    await allow(world, alice.publicKey, entry);
    await refuses(await pay(scene, alice, bob), ["compliance", `Sender${error}`], [alice]);
    await undo();
  }
  await refuses(await pay(scene, mallory, bob, { amount: 0n }), ["compliance", "SenderNotListed"], [mallory]);
});

test("B29: a receiver who may not receive receives nothing: suspended, revoked, lapsed, blocked country, no permission, never listed", async () => {
  const { world, alice, bob, mallory } = scene;
  for (const [entry, error] of bars("RECEIVE")) {
    const undo = await checkpointOf(scene);
    await allow(world, bob.publicKey, entry);
    await refuses(await pay(scene, alice, bob), ["compliance", `Receiver${error}`], [alice]);
    await undo();
  }
  await refuses(await pay(scene, alice, mallory), ["compliance", "ReceiverNotListed"], [alice]);
});

const approve = (owner: Keypair, delegate: Keypair): TransactionInstruction =>
  createApproveCheckedInstruction(
    tokenAccountOf(owner.publicKey, scene.asset.mint),
    scene.asset.mint,
    delegate.publicKey,
    owner.publicKey,
    100n,
    DECIMALS,
    [],
    TOKEN_2022_PROGRAM_ID,
  );

test("B30: the owners of the accounts decide, not who signs: an unlisted delegate moves a listed owner's tokens, to the listed only", async () => {
  const { world, alice, bob, mallory } = scene;
  await act(world, approve(alice, mallory), [alice]);
  const authority = mallory.publicKey;
  await moves(await pay(scene, alice, bob, { authority }), [mallory], ["alice", "bob", 1n]);
  await refuses(await pay(scene, alice, mallory, { authority }), ["compliance", "ReceiverNotListed"], [mallory]);
});

test("B30: a listed delegate moves nothing of an owner who was revoked", async () => {
  const { world, alice, bob } = scene;
  await act(world, approve(alice, bob), [alice]);
  await allow(world, alice.publicKey, { status: "Revoked" });
  const byBob = await pay(scene, alice, bob, { authority: bob.publicKey });
  await refuses(byBob, ["compliance", "SenderNotActive"], [bob]);
});

test("B31: a transfer behind a revocation is refused in the same transaction, and in the same slot", async () => {
  const { world, asset, alice, bob } = scene;
  const { version } = await fetchEntry(world.vm, entryOf(asset.issuer, alice));
  const revoke = upsertInstruction(world, alice.publicKey, { status: "Revoked", expectedVersion: version });
  const transfer = await pay(scene, alice, bob);
  const { officer } = world.registry;
  const both = { instructions: [revoke, transfer], signers: [officer, alice] };
  const error = await expectRefusal(world, both, "compliance", "SenderNotActive");
  expect(error.instructionIndex).toBe(1);
  await act(world, revoke, [officer]);
  await refuses(transfer, ["compliance", "SenderNotActive"], [alice]);
});

test("B31: a revoked receiver does not get in before the revocation by having the transaction ordered otherwise", async () => {
  const { world, asset, alice, bob } = scene;
  const { version } = await fetchEntry(world.vm, entryOf(asset.issuer, bob));
  const revoke = upsertInstruction(world, bob.publicKey, { status: "Revoked", expectedVersion: version });
  const { officer } = world.registry;
  // First in the same slot: what was allowed then has happened, and goes nowhere from there.
  await moves(await pay(scene, alice, bob), [alice], ["alice", "bob", 1n]);
  await act(world, revoke, [officer]);
  await refuses(await pay(scene, bob, alice), ["compliance", "SenderNotActive"], [bob]);
  await refuses(await pay(scene, alice, bob), ["compliance", "ReceiverNotActive"], [alice]);
});

test("B33: a transfer to oneself asks no hook, and nothing comes of it, also for who is revoked and while the registry is paused", async () => {
  const { world, asset, alice } = scene;
  await allow(world, alice.publicKey, { status: "Revoked" });
  await pauseRegistry(world, world.registry, 60n);
  const watched = [
    ...[tokenAccountOf(alice.publicKey, asset.mint), asset.address, asset.mint, asset.escrow, asset.attestation],
    ...[asset.validation, world.registry.address, world.registry.log, entryOf(asset.issuer, alice)],
  ];
  const [before, sheet] = [await snapshot(world.vm, watched), await sheetOf(scene)];
  const { events } = await act(world, await pay(scene, alice, alice, { amount: sheet["alice asset"]! }), [alice]);
  expect(events).toEqual([]);
  expect(await snapshot(world.vm, watched)).toEqual(before);
  expect(await sheetOf(scene)).toEqual(sheet);
});

test("B34: a transfer of nothing is checked as any other: it is no way to have the hook say yes", async () => {
  const { alice, bob, mallory } = scene;
  await refuses(await pay(scene, alice, mallory, { amount: 0n }), ["compliance", "ReceiverNotListed"], [alice]);
  await refuses(await pay(scene, mallory, alice, { amount: 0n }), ["compliance", "SenderNotListed"], [mallory]);
  await moves(await pay(scene, alice, bob, { amount: 0n }), [alice], ["alice", "bob", 0n]);
});

test("B35: Token-2022's plain Transfer, which names no mint and so no hook, is refused, with the hook's accounts or without", async () => {
  const { asset, alice, bob, mallory } = scene;
  for (const to of [bob, mallory]) {
    const [source, destination] = [alice, to].map(({ publicKey }) => tokenAccountOf(publicKey, asset.mint)) as [
      typeof asset.mint,
      typeof asset.mint,
    ];
    const plain = createTransferInstruction(source, destination, alice.publicKey, 1n, [], TOKEN_2022_PROGRAM_ID);
    await refuses(plain, ["token-2022", "MintRequiredForTransfer"], [alice]);
    plain.keys.push(...(await pay(scene, alice, to)).keys.slice(4));
    await refuses(plain, ["token-2022", "MintRequiredForTransfer"], [alice]);
  }
});

test("B35: the other instructions by which Token-2022 moves tokens ask the hook as well", async () => {
  const { asset, alice, bob, mallory } = scene;
  const hooked = await pay(scene, alice, mallory);
  const [source, destination] = [hooked.keys[0]!.pubkey, hooked.keys[2]!.pubkey];
  const withFee = createTransferCheckedWithFeeInstruction(
    source,
    asset.mint,
    destination,
    alice.publicKey,
    1n,
    DECIMALS,
    0n,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  await refuses(withFee, ["token-2022", "MissingAccount"], [alice]);
  withFee.keys.push(...hooked.keys.slice(4));
  await refuses(withFee, ["compliance", "ReceiverNotListed"], [alice]);
  const checked = createTransferCheckedInstruction(
    source,
    asset.mint,
    tokenAccountOf(bob.publicKey, asset.mint),
    alice.publicKey,
    1n,
    DECIMALS,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  await refuses(checked, ["token-2022", "MissingAccount"], [alice]);
});

test("B39: while the registry is paused nobody sends to anybody of the hooked profile, and a second later everybody does", async () => {
  const { world, alice, bob } = scene;
  await pauseRegistry(world, world.registry, 60n);
  const until = (await world.vm.now()) + 60n;
  for (const [from, to] of [
    [alice, bob],
    [bob, alice],
  ] as const) {
    await refuses(await pay(scene, from, to), ["compliance", "RegistryPaused"], [from]);
  }
  await world.vm.setTime(until - 1n);
  await refuses(await pay(scene, alice, bob), ["compliance", "RegistryPaused"], [alice]);
  await world.vm.setTime(until);
  await moves(await pay(scene, alice, bob), [alice], ["alice", "bob", 1n]);
});

test("B39: while the token is paused, Token-2022 refuses before it asks the hook", async () => {
  const { world, asset, alice, bob } = scene;
  await pauseToken(world, asset);
  await refuses(await pay(scene, alice, bob), ["token-2022", "MintPaused"], [alice]);
});
