import {
  AccountNotFoundError,
  fetchRedemption,
  InvalidInputError,
  isCustodyError,
  parseTokenAccount,
  prepareCancelRedemption,
  RedemptionStateError,
  TOKEN_2022_PROGRAM_ID,
  type PrepareCancelRedemptionInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createCloseAccountInstruction } from "@solana/spl-token";
import { Keypair, type PublicKey } from "@solana/web3.js";
import { allow, attest, mint, request, tokenAccountOf } from "../../harness/acts";
import { giveCash } from "../../harness/cash";
import { forgeRedemption } from "../../harness/forge";
import { ISIN, LIMITS, listAsset, ONE, type TestAsset } from "../../harness/listing";
import { act, SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
let asset: TestAsset;
beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
});

/** Has put all of their ten tokens into escrow. */
let owner: Keypair;
let redemption: PublicKey;
beforeEach(async () => {
  owner = Keypair.generate();
  await world.vm.fund(owner.publicKey, SOL);
  await allow(world, owner.publicKey);
  await world.vm.setTime((await world.vm.now()) + 1n);
  await attest(world, asset, { shares: 10_000n * ONE });
  await mint(world, asset, { id: owner.publicKey.toBase58(), shares: 10n * ONE, recipient: owner.publicKey });
  await giveCash(world, owner.publicKey, 1n);
  redemption = await request(world, asset, { owner, nonce: 0n, amount: 10n * ONE, leastCash: 200n });
});

function inputOf(changes: Partial<PrepareCancelRedemptionInput> = {}): PrepareCancelRedemptionInput {
  return { owner: owner.publicKey, mint: asset.mint, issuer: world.issuer.address, redemption, ...changes };
}

async function passDeadline(): Promise<void> {
  await world.vm.setTime((await world.vm.now()) + LIMITS.redemptionWindow + 1n);
}

async function balance(): Promise<bigint> {
  const account = await world.vm.getAccount(tokenAccountOf(owner.publicKey, asset.mint));
  return account === null ? 0n : parseTokenAccount(account.data).amount;
}

test.each([
  ["one read where the issuer is given", true, 1],
  ["three where it is not", false, 3],
])("tokens are taken back in %s", async (_, isGiven, expected) => {
  await passDeadline();
  const issuer = isGiven ? world.issuer.address : undefined;
  const { prepared, reads } = await counted(world.vm, (reader) => prepareCancelRedemption(reader, inputOf({ issuer })));
  expect(reads).toBe(expected);
  expect(prepared.instructions).toHaveLength(1);
  expect(prepared.signers).toEqual([owner.publicKey]);
  await send(world.vm, prepared, [owner]);
  expect(await balance()).toBe(10n * ONE);
  expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Cancelled" });
});

test("an account that the owner has closed is created anew, at the payer's expense", async () => {
  await passDeadline();
  const account = tokenAccountOf(owner.publicKey, asset.mint);
  await act(
    world,
    createCloseAccountInstruction(account, owner.publicKey, owner.publicKey, [], TOKEN_2022_PROGRAM_ID),
    [owner],
  );
  const { prepared, reads } = await counted(world.vm, (reader) =>
    prepareCancelRedemption(reader, inputOf({ payer: world.payer.publicKey })),
  );
  expect(reads).toBe(1);
  expect(prepared.instructions).toHaveLength(2);
  expect(prepared.signers).toEqual([world.payer.publicKey, owner.publicKey]);
  await send(world.vm, prepared, [world.payer, owner]);
  expect(await balance()).toBe(10n * ONE);
});

test("the deadline is left to the chain's clock", async () => {
  const prepared = await prepareCancelRedemption(world.vm, inputOf());
  const error: unknown = await send(world.vm, prepared, [owner]).catch((reason: unknown) => reason);
  expect(isCustodyError(error, "DeadlineNotPassed")).toBe(true);
});

test("a redemption that has ended, or was rejected, is refused", async () => {
  await passDeadline();
  await send(world.vm, await prepareCancelRedemption(world.vm, inputOf()), [owner]);
  const ended = await thrown(RedemptionStateError, prepareCancelRedemption(world.vm, inputOf()));
  expect(ended).toMatchObject({ redemption, status: "Cancelled" });
  await forgeRedemption(world.vm, redemption, { status: "Rejected", endedAt: 0n });
  const rejected = await thrown(RedemptionStateError, prepareCancelRedemption(world.vm, inputOf()));
  expect(rejected).toMatchObject({ status: "Rejected" });
});

test("another owner's redemption is refused, another mint's, and one that does not exist", async () => {
  const stranger = Keypair.generate().publicKey;
  await thrown(InvalidInputError, prepareCancelRedemption(world.vm, inputOf({ owner: stranger })));
  const other = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla });
  await thrown(InvalidInputError, prepareCancelRedemption(world.vm, inputOf({ mint: other.mint })));
  const nowhere = prepareCancelRedemption(world.vm, inputOf({ redemption: stranger }));
  expect(await thrown(AccountNotFoundError, nowhere)).toMatchObject({ account: "Redemption", address: stranger });
});
