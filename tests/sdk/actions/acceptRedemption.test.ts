import {
  fetchRedemption,
  InvalidInputError,
  prepareAcceptRedemption,
  type PrepareAcceptRedemptionInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { forgeRedemption } from "../../harness/forge";
import { type RedemptionScene, startRedemptions } from "../../harness/redemptionScene";
import { SOL, type World } from "../../harness/world";
import { counted } from "./reads";
import { describeRedemptionRefusals } from "./redemptionRefusals";
import { thrown } from "./thrown";

let scene: RedemptionScene;
let world: World;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
});

afterEach(() => scene.restore());

const inputOf = (changes: Partial<PrepareAcceptRedemptionInput> = {}): PrepareAcceptRedemptionInput => ({
  payer: world.payer.publicKey,
  issuer: world.issuer.address,
  mint: scene.asset.mint,
  redemption: scene.redemption,
  ...changes,
});

test("takes one read, and is signed by whoever holds the role now", async () => {
  const { redeemer } = world.issuer;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareAcceptRedemption(reader, inputOf()));
  expect(reads).toBe(1);
  expect(prepared.signers).toEqual([world.payer, redeemer].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [world.payer, redeemer]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Processing" });
});

test("is paid for by the redeemer where nobody else is named", async () => {
  const { redeemer } = world.issuer;
  await world.vm.fund(redeemer.publicKey, SOL);
  const prepared = await prepareAcceptRedemption(world.vm, inputOf({ payer: undefined }));
  expect(prepared.signers).toEqual([redeemer].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [redeemer]);
});

test("is about the redemption that was read and no later one of the same nonce", async () => {
  const { redeemer } = world.issuer;
  const prepared = await prepareAcceptRedemption(world.vm, inputOf());
  await forgeRedemption(world.vm, inputOf().redemption, { sequence: 1_000n });
  await expect(send(world.vm, prepared, [world.payer, redeemer])).rejects.toMatchObject({
    name: "SequenceMismatch",
  });
});

test("is refused where a new owner has not named a payout", async () => {
  await forgeRedemption(world.vm, inputOf().redemption, { payout: "Unnamed" });
  expect(await thrown(InvalidInputError, prepareAcceptRedemption(world.vm, inputOf()))).toMatchObject({
    what: "redemption",
  });
});

describeRedemptionRefusals({
  scene: () => scene,
  allowed: ["Pending"],
  prepare: (changes) => prepareAcceptRedemption(world.vm, inputOf(changes)),
});
