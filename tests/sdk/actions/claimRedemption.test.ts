import {
  fetchRedemption,
  InvalidInputError,
  prepareClaimRedemption,
  TOKEN_2022_PROGRAM_ID,
  type PrepareClaimRedemptionInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createCloseAccountInstruction, createTransferCheckedInstruction } from "@solana/spl-token";
import { tokenAccountOf } from "../../harness/acts";
import { balanceOf } from "../../harness/balances";
import { DECIMALS, ONE } from "../../harness/listing";
import { reject } from "../../harness/redemptionActs";
import { AMOUNT, type RedemptionScene, startRedemptions } from "../../harness/redemptionScene";
import { act, type World } from "../../harness/world";
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

beforeEach(async () => {
  await reject(world, scene.asset, scene.redemption);
  await reject(world, scene.open, scene.openRedemption);
});

const inputOf = (changes: Partial<PrepareClaimRedemptionInput> = {}): PrepareClaimRedemptionInput => ({
  owner: scene.alice.publicKey,
  mint: scene.asset.mint,
  issuer: world.issuer.address,
  redemption: scene.redemption,
  ...changes,
});

test.each([
  ["one read where the issuer is given", true, 1],
  ["three where it is not", false, 3],
])("tokens are claimed back in %s, signed by their owner alone", async (_, isGiven, expected) => {
  const issuer = isGiven ? world.issuer.address : undefined;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareClaimRedemption(reader, inputOf({ issuer })));
  expect(reads).toBe(expected);
  expect(prepared.signers).toEqual([scene.alice.publicKey]);
  await send(world.vm, prepared, [scene.alice]);
  expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Claimed" });
});

test("an account that the owner has closed is created anew, at the payer's expense", async () => {
  const { open, alice, heir } = scene;
  const [account, elsewhere] = [alice, heir].map(({ publicKey }) => tokenAccountOf(publicKey, open.mint));
  const empty = createTransferCheckedInstruction(
    account!,
    open.mint,
    elsewhere!,
    alice.publicKey,
    20n * ONE - AMOUNT,
    DECIMALS,
    [],
    TOKEN_2022_PROGRAM_ID,
  );
  const close = createCloseAccountInstruction(account!, alice.publicKey, alice.publicKey, [], TOKEN_2022_PROGRAM_ID);
  await act(world, [empty, close], [alice]);
  const ofOpen = { mint: open.mint, redemption: scene.openRedemption, payer: world.payer.publicKey };
  const prepared = await prepareClaimRedemption(world.vm, inputOf(ofOpen));
  expect(prepared.instructions).toHaveLength(2);
  expect(prepared.signers).toEqual([world.payer.publicKey, alice.publicKey]);
  await send(world.vm, prepared, [world.payer, alice]);
  expect(await balanceOf(world, account!)).toBe(AMOUNT);
});

test("another owner's redemption is refused", async () => {
  const refused = prepareClaimRedemption(world.vm, inputOf({ owner: scene.heir.publicKey }));
  expect(await thrown(InvalidInputError, refused)).toMatchObject({ what: "owner" });
});

describeRedemptionRefusals({
  scene: () => scene,
  allowed: ["Rejected"],
  prepare: (changes) => prepareClaimRedemption(world.vm, inputOf(changes)),
});
