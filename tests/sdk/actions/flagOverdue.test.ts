import { fetchRedemption, InvalidInputError, prepareFlagOverdue, type PrepareFlagOverdueInput } from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { forgeRedemption } from "../../harness/forge";
import { passDeadline, type RedemptionScene, startRedemptions } from "../../harness/redemptionScene";
import type { World } from "../../harness/world";
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

const inputOf = (changes: Partial<PrepareFlagOverdueInput> = {}): PrepareFlagOverdueInput => ({
  payer: world.payer.publicKey,
  mint: scene.asset.mint,
  issuer: world.issuer.address,
  redemption: scene.redemption,
  ...changes,
});

test.each([
  ["one read where the issuer is given", true, 1],
  ["three where it is not", false, 3],
])("a redemption is flagged in %s, signed by whoever pays", async (_, isGiven, expected) => {
  await passDeadline(world, scene.redemption);
  const issuer = isGiven ? world.issuer.address : undefined;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareFlagOverdue(reader, inputOf({ issuer })));
  expect(reads).toBe(expected);
  expect(prepared.signers).toEqual([world.payer.publicKey]);
  await send(world.vm, prepared, [world.payer]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ flagged: 1 });
});

test("a redemption off chain is flagged without any cash account", async () => {
  await passDeadline(world, scene.wire);
  await send(world.vm, await prepareFlagOverdue(world.vm, inputOf({ redemption: scene.wire })), [world.payer]);
  expect(await fetchRedemption(world.vm, scene.wire)).toMatchObject({ flagged: 1 });
});

test("is refused where a new owner has not named a payout", async () => {
  await forgeRedemption(world.vm, scene.redemption, { payout: "Unnamed" });
  await thrown(InvalidInputError, prepareFlagOverdue(world.vm, inputOf()));
});

describeRedemptionRefusals({
  scene: () => scene,
  allowed: ["Pending", "Processing"],
  prepare: (changes) => prepareFlagOverdue(world.vm, inputOf(changes)),
});
