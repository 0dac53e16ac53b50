import {
  AccountNotFoundError,
  DecodeError,
  fetchMaybeRedemption,
  isCustodyError,
  prepareCloseRedemption,
  RedemptionStateError,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { Keypair, type PublicKey } from "@solana/web3.js";
import { allow, attest, mint, request, settle } from "../../harness/acts";
import { giveCash } from "../../harness/cash";
import { listAsset, ONE, type TestAsset } from "../../harness/listing";
import { SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
let asset: TestAsset;
beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  await attest(world, asset, { shares: 10_000n * ONE });
  await giveCash(world, world.issuer.redeemer.publicKey, 1_000_000n);
});

let owner: Keypair;
let redemption: PublicKey;
beforeEach(async () => {
  owner = Keypair.generate();
  await world.vm.fund(owner.publicKey, SOL);
  await allow(world, owner.publicKey);
  await mint(world, asset, { id: owner.publicKey.toBase58(), shares: ONE, recipient: owner.publicKey });
  await giveCash(world, owner.publicKey, 1n);
  redemption = await request(world, asset, { owner, nonce: 0n, amount: ONE, leastCash: 1n });
});

function inputOf(closer: PublicKey) {
  return { closer, mint: asset.mint, redemption };
}

test("an ended redemption is closed in one read, and its rent goes to who paid it", async () => {
  await settle(world, asset, redemption, { amount: ONE, cash: 1n });
  const rent = (await world.vm.getAccount(redemption))?.lamports ?? 0n;
  const before = (await world.vm.getAccount(world.payer.publicKey))?.lamports ?? 0n;
  const { prepared, reads } = await counted(world.vm, (reader) =>
    prepareCloseRedemption(reader, inputOf(owner.publicKey)),
  );
  expect(reads).toBe(1);
  expect(prepared.signers).toEqual([owner.publicKey]);
  await send(world.vm, prepared, [owner]);
  expect(await fetchMaybeRedemption(world.vm, redemption)).toBeNull();
  expect((await world.vm.getAccount(world.payer.publicKey))?.lamports).toBe(before + rent);
});

test("somebody else can pay the fee, and who may close is left to the chain", async () => {
  await settle(world, asset, redemption, { amount: ONE, cash: 1n });
  const stranger = Keypair.generate();
  const input = { ...inputOf(stranger.publicKey), payer: world.payer.publicKey };
  const prepared = await prepareCloseRedemption(world.vm, input);
  expect(prepared.signers).toEqual([world.payer.publicKey, stranger.publicKey]);
  const error: unknown = await send(world.vm, prepared, [world.payer, stranger]).catch((reason: unknown) => reason);
  expect(isCustodyError(error, "NotCloser")).toBe(true);
});

test("a redemption that has not ended is refused", async () => {
  const error = await thrown(RedemptionStateError, prepareCloseRedemption(world.vm, inputOf(owner.publicKey)));
  expect(error).toMatchObject({ redemption, status: "Pending" });
});

test("a redemption that does not exist is refused, and what is none", async () => {
  const input = inputOf(owner.publicKey);
  const nowhere = prepareCloseRedemption(world.vm, { ...input, redemption: owner.publicKey });
  // The owner's wallet has lamports, which make no redemption.
  expect(await thrown(AccountNotFoundError, nowhere)).toMatchObject({ account: "Redemption" });
  await thrown(DecodeError, prepareCloseRedemption(world.vm, { ...input, redemption: asset.address }));
});
