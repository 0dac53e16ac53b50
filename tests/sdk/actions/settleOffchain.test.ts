import {
  fetchRedemption,
  InvalidInputError,
  prepareSettleOffchain,
  type PrepareSettleOffchainInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, expect, test } from "@jest/globals";
import { forgeRedemption } from "../../harness/forge";
import { ONE } from "../../harness/listing";
import { WIRE } from "../../harness/redemptionActs";
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

const inputOf = (changes: Partial<PrepareSettleOffchainInput> = {}): PrepareSettleOffchainInput => ({
  payer: world.payer.publicKey,
  issuer: world.issuer.address,
  mint: scene.asset.mint,
  redemption: scene.redemption,
  amount: ONE,
  reference: WIRE,
  ...changes,
});

test("takes one read, and is signed by whoever holds the roles now", async () => {
  const { redeemer, custodian } = world.issuer;
  const { prepared, reads } = await counted(world.vm, (reader) =>
    prepareSettleOffchain(reader, inputOf({ redemption: scene.wire })),
  );
  expect(reads).toBe(1);
  expect(prepared.signers).toEqual([world.payer, redeemer, custodian].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [world.payer, redeemer, custodian]);
  expect(await fetchRedemption(world.vm, scene.wire)).toMatchObject({ settled: ONE });
});

test("is paid for by the redeemer where nobody else is named", async () => {
  const { redeemer, custodian } = world.issuer;
  await world.vm.fund(redeemer.publicKey, SOL);
  const prepared = await prepareSettleOffchain(world.vm, inputOf({ payer: undefined, redemption: scene.wire }));
  expect(prepared.signers).toEqual([redeemer, custodian].map(({ publicKey }) => publicKey));
  await send(world.vm, prepared, [redeemer, custodian]);
});

test("is about the redemption that was read and no later one of the same nonce", async () => {
  const { redeemer, custodian } = world.issuer;
  const prepared = await prepareSettleOffchain(world.vm, inputOf({ redemption: scene.wire }));
  await forgeRedemption(world.vm, inputOf({ redemption: scene.wire }).redemption, { sequence: 1_000n });
  await expect(send(world.vm, prepared, [world.payer, redeemer, custodian])).rejects.toMatchObject({
    name: "SequenceMismatch",
  });
});

test("counts one wire once, prepared twice before it has landed", async () => {
  const input = inputOf({ redemption: scene.wire });
  const [first, second] = [await prepareSettleOffchain(world.vm, input), await prepareSettleOffchain(world.vm, input)];
  const { redeemer, custodian } = world.issuer;
  await send(world.vm, first, [world.payer, redeemer, custodian]);
  const late = await prepareSettleOffchain(world.vm, { ...input, settledBefore: 0n });
  for (const prepared of [second, late]) {
    // Other bytes than the first, which the network would take for it.
    const again = { ...prepared, computeUnits: prepared === late ? 100_000 : 90_000 };
    await expect(send(world.vm, again, [world.payer, redeemer, custodian])).rejects.toMatchObject({
      name: "SettledBeforeMismatch",
    });
  }
});

test.each(["OnChain", "Unnamed"] as const)("is refused where the redemption's payout is %s", async (payout) => {
  await forgeRedemption(world.vm, scene.wire, { payout });
  const refused = prepareSettleOffchain(world.vm, inputOf({ redemption: scene.wire }));
  expect(await thrown(InvalidInputError, refused)).toMatchObject({ what: "redemption" });
});

test("is refused where the reference is not 32 bytes, or the amount is no u64", async () => {
  const { wire: redemption } = scene;
  const short = prepareSettleOffchain(world.vm, inputOf({ redemption, reference: WIRE.subarray(1) }));
  await thrown(InvalidInputError, short);
  await thrown(InvalidInputError, prepareSettleOffchain(world.vm, inputOf({ redemption, amount: -1n })));
});

describeRedemptionRefusals({
  scene: () => scene,
  allowed: ["Pending", "Processing"],
  prepare: (changes) => prepareSettleOffchain(world.vm, inputOf(changes)),
});
