import { fetchRedemption, prepareRecoverRedemption, type PrepareRecoverRedemptionInput } from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { forgeRedemption } from "../../harness/forge";
import { CASE } from "../../harness/redemptionActs";
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

const inputOf = (changes: Partial<PrepareRecoverRedemptionInput> = {}): PrepareRecoverRedemptionInput => ({
  payer: world.payer.publicKey,
  issuer: world.issuer.address,
  mint: scene.asset.mint,
  redemption: scene.redemption,
  newOwner: scene.heir.publicKey,
  caseSha256: CASE,
  ...changes,
});

test("takes one read, and is signed by whoever holds the roles now", async () => {
  const { authority, complianceOfficer } = world.issuer;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareRecoverRedemption(reader, inputOf()));
  expect(reads).toBe(1);
  expect(prepared.signers).toEqual([world.payer, authority, complianceOfficer].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [world.payer, authority, complianceOfficer]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ owner: scene.heir.publicKey });
});

test("is paid for by the authority where nobody else is named", async () => {
  const { authority, complianceOfficer } = world.issuer;
  await world.vm.fund(authority.publicKey, SOL);
  const prepared = await prepareRecoverRedemption(world.vm, inputOf({ payer: undefined }));
  expect(prepared.signers).toEqual([authority, complianceOfficer].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [authority, complianceOfficer]);
});

test("is about the redemption that was read and no later one of the same nonce", async () => {
  const { authority, complianceOfficer } = world.issuer;
  const prepared = await prepareRecoverRedemption(world.vm, inputOf());
  await forgeRedemption(world.vm, inputOf().redemption, { sequence: 1_000n });
  await expect(send(world.vm, prepared, [world.payer, authority, complianceOfficer])).rejects.toMatchObject({
    name: "SequenceMismatch",
  });
});

describeRedemptionRefusals({
  scene: () => scene,
  allowed: ["Pending", "Processing", "Rejected"],
  prepare: (changes) => prepareRecoverRedemption(world.vm, inputOf(changes)),
});
