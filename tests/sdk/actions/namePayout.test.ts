import {
  AccountNotFoundError,
  fetchRedemption,
  InvalidInputError,
  prepareNamePayout,
  type PrepareNamePayoutInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { idOf } from "../../harness/acts";
import { cashAccountOf } from "../../harness/cash";
import { forgeRedemption, forgeVacant } from "../../harness/forge";
import { keypairOf } from "../../harness/people";
import { recover } from "../../harness/redemptionActs";
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

beforeEach(() => recover(world, scene.asset, scene.redemption, scene.heir.publicKey));

const inputOf = (changes: Partial<PrepareNamePayoutInput> = {}): PrepareNamePayoutInput => ({
  payer: world.payer.publicKey,
  owner: scene.heir.publicKey,
  mint: scene.asset.mint,
  issuer: world.issuer.address,
  redemption: scene.redemption,
  payout: { kind: "OnChain", cashMint: world.usdc, leastCash: 7n },
  ...changes,
});

test.each([
  ["one read where the issuer is given", true, 1],
  ["three where it is not", false, 3],
])("a payout to the owner's associated account is named in %s", async (_, isGiven, expected) => {
  const issuer = isGiven ? world.issuer.address : undefined;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareNamePayout(reader, inputOf({ issuer })));
  expect(reads).toBe(expected);
  expect(prepared.instructions).toHaveLength(1);
  expect(prepared.signers).toEqual([world.payer.publicKey, scene.heir.publicKey]);
  await send(world.vm, prepared, [world.payer, scene.heir]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({
    payout: "OnChain",
    cashMint: world.usdc,
    leastCash: 7n,
    destination: cashAccountOf(scene.heir.publicKey, world.usdc),
  });
});

test("the owner pays where nobody else is named, and the cash account is created where it is missing", async () => {
  const destination = cashAccountOf(scene.heir.publicKey, world.usdc);
  await forgeVacant(world.vm, destination);
  await world.vm.fund(scene.heir.publicKey, SOL);
  const prepared = await prepareNamePayout(world.vm, inputOf({ payer: undefined }));
  expect(prepared.instructions).toHaveLength(2);
  expect(prepared.signers).toEqual([scene.heir.publicKey]);
  await send(world.vm, prepared, [scene.heir]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ destination });
});

test("a payout off chain is named by the hash of its instruction", async () => {
  const instructionSha256 = idOf("wire instruction");
  const payout = { kind: "OffChain", instructionSha256 } as const;
  await send(world.vm, await prepareNamePayout(world.vm, inputOf({ payout })), [world.payer, scene.heir]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ payout: "OffChain", instructionSha256 });
});

test("a payout that is named is refused, and another owner's redemption, and cash that there is not", async () => {
  const byTheOld = prepareNamePayout(world.vm, inputOf({ owner: scene.alice.publicKey }));
  expect(await thrown(InvalidInputError, byTheOld)).toMatchObject({ what: "owner" });
  const cashMint = keypairOf("nowhere").publicKey;
  const payout = { kind: "OnChain", cashMint, leastCash: 7n } as const;
  const missing = await thrown(AccountNotFoundError, prepareNamePayout(world.vm, inputOf({ payout })));
  expect(missing).toMatchObject({ account: "cash mint" });
  await forgeRedemption(world.vm, scene.redemption, { payout: "OnChain" });
  const named = await thrown(InvalidInputError, prepareNamePayout(world.vm, inputOf()));
  expect(named).toMatchObject({ what: "redemption" });
});

describeRedemptionRefusals({
  scene: () => scene,
  allowed: ["Pending", "Processing"],
  prepare: (changes) => prepareNamePayout(world.vm, inputOf(changes)),
});
