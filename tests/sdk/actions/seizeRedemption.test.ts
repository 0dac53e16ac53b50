import { fetchRedemption, prepareSeizeRedemption, type PrepareSeizeRedemptionInput } from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { allow, tokenAccountOf } from "../../harness/acts";
import { balanceOf } from "../../harness/balances";
import { forgeRedemption } from "../../harness/forge";
import { keypairOf } from "../../harness/people";
import { CASE } from "../../harness/redemptionActs";
import { AMOUNT, type RedemptionScene, startRedemptions } from "../../harness/redemptionScene";
import { SOL, type World } from "../../harness/world";
import { counted } from "./reads";
import { describeRedemptionRefusals } from "./redemptionRefusals";

let scene: RedemptionScene;
let world: World;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
});

afterEach(() => scene.restore());

beforeEach(() => allow(world, scene.alice.publicKey, { status: "Revoked" }));

const inputOf = (changes: Partial<PrepareSeizeRedemptionInput> = {}): PrepareSeizeRedemptionInput => ({
  payer: world.payer.publicKey,
  issuer: world.issuer.address,
  mint: scene.asset.mint,
  redemption: scene.redemption,
  receiver: scene.bob.publicKey,
  caseSha256: CASE,
  ...changes,
});

test("takes two reads, and is signed by whoever holds the roles now", async () => {
  const { authority, complianceOfficer } = world.issuer;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareSeizeRedemption(reader, inputOf()));
  expect(reads).toBe(2);
  expect(prepared.signers).toEqual([world.payer, authority, complianceOfficer].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [world.payer, authority, complianceOfficer]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Seized" });
});

test("is paid for by the authority where nobody else is named", async () => {
  const { authority, complianceOfficer } = world.issuer;
  await world.vm.fund(authority.publicKey, SOL);
  const prepared = await prepareSeizeRedemption(world.vm, inputOf({ payer: undefined }));
  expect(prepared.signers).toEqual([authority, complianceOfficer].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [authority, complianceOfficer]);
});

test("is about the redemption that was read and no later one of the same nonce", async () => {
  const { authority, complianceOfficer } = world.issuer;
  const prepared = await prepareSeizeRedemption(world.vm, inputOf());
  await forgeRedemption(world.vm, inputOf().redemption, { sequence: 1_000n });
  await expect(send(world.vm, prepared, [world.payer, authority, complianceOfficer])).rejects.toMatchObject({
    name: "SequenceMismatch",
  });
});

test("creates the receiver's token account where it is missing", async () => {
  const receiver = keypairOf("receiver without an account").publicKey;
  await allow(world, receiver);
  const prepared = await prepareSeizeRedemption(world.vm, inputOf({ receiver }));
  expect(prepared.instructions).toHaveLength(2);
  const { authority, complianceOfficer } = world.issuer;
  await send(world.vm, prepared, [world.payer, authority, complianceOfficer]);
  expect(await balanceOf(world, tokenAccountOf(receiver, scene.asset.mint))).toBe(AMOUNT);
});

describeRedemptionRefusals({
  scene: () => scene,
  allowed: ["Pending", "Processing", "Rejected"],
  prepare: (changes) => prepareSeizeRedemption(world.vm, inputOf(changes)),
});
