import { fetchRedemption, prepareRejectRedemption, type PrepareRejectRedemptionInput } from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { forgeRedemption } from "../../harness/forge";
import { type RedemptionScene, startRedemptions } from "../../harness/redemptionScene";
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

const inputOf = (changes: Partial<PrepareRejectRedemptionInput> = {}): PrepareRejectRedemptionInput => ({
  payer: world.payer.publicKey,
  issuer: world.issuer.address,
  mint: scene.asset.mint,
  redemption: scene.redemption,
  reason: "Price",
  ...changes,
});

test("takes one read, and is signed by whoever holds the roles now", async () => {
  const { redeemer, complianceOfficer } = world.issuer;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareRejectRedemption(reader, inputOf()));
  expect(reads).toBe(1);
  expect(prepared.signers).toEqual([world.payer, redeemer, complianceOfficer].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [world.payer, redeemer, complianceOfficer]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({
    status: "Rejected",
    rejectReason: "Price",
  });
});

test("is paid for by the redeemer where nobody else is named", async () => {
  const { redeemer, complianceOfficer } = world.issuer;
  await world.vm.fund(redeemer.publicKey, SOL);
  const prepared = await prepareRejectRedemption(world.vm, inputOf({ payer: undefined }));
  expect(prepared.signers).toEqual([redeemer, complianceOfficer].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [redeemer, complianceOfficer]);
});

test("is about the redemption that was read and no later one of the same nonce", async () => {
  const { redeemer, complianceOfficer } = world.issuer;
  const prepared = await prepareRejectRedemption(world.vm, inputOf());
  await forgeRedemption(world.vm, inputOf().redemption, { sequence: 1_000n });
  await expect(send(world.vm, prepared, [world.payer, redeemer, complianceOfficer])).rejects.toMatchObject({
    name: "SequenceMismatch",
  });
});

test("works without a payout too, as a recovery leaves it", async () => {
  await forgeRedemption(world.vm, scene.redemption, { payout: "Unnamed" });
  const { redeemer, complianceOfficer } = world.issuer;
  await send(world.vm, await prepareRejectRedemption(world.vm, inputOf()), [world.payer, redeemer, complianceOfficer]);
});

describeRedemptionRefusals({
  scene: () => scene,
  allowed: ["Pending", "Processing"],
  prepare: (changes) => prepareRejectRedemption(world.vm, inputOf(changes)),
});
