import {
  AccountNotFoundError,
  fetchRedemption,
  InvalidInputError,
  isCustodyError,
  parseTokenAccount,
  prepareSettleRedemption,
  RedemptionStateError,
  type PrepareSettleRedemptionInput,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, expect, test } from "@jest/globals";
import { createCloseAccountInstruction, createTransferInstruction } from "@solana/spl-token";
import { Keypair, type PublicKey } from "@solana/web3.js";
import { allow, attest, mint, request, settle } from "../../harness/acts";
import { cashAccountOf, giveCash } from "../../harness/cash";
import { forgeRedemption } from "../../harness/forge";
import { ISIN, listAsset, ONE, type TestAsset } from "../../harness/listing";
import { act, SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

let world: World;
let asset: TestAsset;
beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  await attest(world, asset, { shares: 10_000n * ONE });
  await giveCash(world, world.issuer.redeemer.publicKey, 1_000_000_000n);
});

/** Asks for at least 200 raw cash for two tokens. */
let owner: Keypair;
let redemption: PublicKey;
beforeEach(async () => {
  owner = Keypair.generate();
  await allow(world, owner.publicKey);
  await mint(world, asset, { id: owner.publicKey.toBase58(), shares: 10n * ONE, recipient: owner.publicKey });
  await giveCash(world, owner.publicKey, 5n);
  redemption = await request(world, asset, { owner, nonce: 0n, amount: 2n * ONE, leastCash: 200n });
});

function inputOf(changes: Partial<PrepareSettleRedemptionInput> = {}): PrepareSettleRedemptionInput {
  return {
    payer: world.payer.publicKey,
    issuer: world.issuer.address,
    mint: asset.mint,
    redemption,
    amount: ONE,
    cash: 100n,
    ...changes,
  };
}

async function cashOf(wallet: PublicKey): Promise<bigint> {
  const account = await world.vm.getAccount(cashAccountOf(wallet, world.usdc));
  return account === null ? 0n : parseTokenAccount(account.data).amount;
}

/** What the owner of a cash account can do at any time. */
async function closeCashAccount(wallet: Keypair, rest: PublicKey): Promise<void> {
  const account = cashAccountOf(wallet.publicKey, world.usdc);
  const empty = createTransferInstruction(account, rest, wallet.publicKey, await cashOf(wallet.publicKey));
  const close = createCloseAccountInstruction(account, world.payer.publicKey, wallet.publicKey);
  await act(world, [empty, close], [wallet]);
}

test("half and half is paid in two reads each, by the issuer's redeemer", async () => {
  for (const [status, cash] of [["Pending", 105n] as const, ["Settled", 205n] as const]) {
    const { prepared, reads } = await counted(world.vm, (reader) => prepareSettleRedemption(reader, inputOf()));
    expect(reads).toBe(2);
    expect(prepared.instructions).toHaveLength(1);
    expect(prepared.signers).toEqual([world.payer.publicKey, world.issuer.redeemer.publicKey]);
    await send(world.vm, prepared, [world.payer, world.issuer.redeemer]);
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status });
    expect(await cashOf(owner.publicKey)).toBe(cash);
  }
});

test("the redeemer pays where nobody else is named, from any account of theirs", async () => {
  const { redeemer } = world.issuer;
  await world.vm.fund(redeemer.publicKey, SOL);
  const cashSource = cashAccountOf(redeemer.publicKey, world.usdc);
  const prepared = await prepareSettleRedemption(world.vm, inputOf({ payer: undefined, cashSource }));
  expect(prepared.signers).toEqual([redeemer.publicKey]);
  await send(world.vm, prepared, [redeemer]);
});

test("a cash account that its owner has closed is created anew", async () => {
  await closeCashAccount(owner, cashAccountOf(world.issuer.redeemer.publicKey, world.usdc));
  const { prepared, reads } = await counted(world.vm, (reader) => prepareSettleRedemption(reader, inputOf()));
  expect(reads).toBe(2);
  expect(prepared.instructions).toHaveLength(2);
  await send(world.vm, prepared, [world.payer, world.issuer.redeemer]);
  expect(await cashOf(owner.publicKey)).toBe(100n);
});

test("another closed cash account is refused: only its owner could name another", async () => {
  const stranger = Keypair.generate();
  const destination = await giveCash(world, stranger.publicKey, 1n);
  await forgeRedemption(world.vm, redemption, { destination });
  await closeCashAccount(stranger, cashAccountOf(world.issuer.redeemer.publicKey, world.usdc));
  const error = await thrown(AccountNotFoundError, prepareSettleRedemption(world.vm, inputOf()));
  expect(error).toMatchObject({ account: "cash destination", address: destination });
});

test("a redemption that has ended, or was rejected, is refused", async () => {
  await settle(world, asset, redemption, { amount: 2n * ONE, cash: 200n });
  const error = await thrown(RedemptionStateError, prepareSettleRedemption(world.vm, inputOf()));
  expect(error).toMatchObject({ redemption, status: "Settled", allowed: ["Pending", "Processing"] });
  await forgeRedemption(world.vm, redemption, { status: "Rejected", endedAt: 0n });
  expect(await thrown(RedemptionStateError, prepareSettleRedemption(world.vm, inputOf()))).toMatchObject({
    status: "Rejected",
  });
});

test("a redemption that is paid off chain is refused", async () => {
  await forgeRedemption(world.vm, redemption, { payout: "OffChain" });
  await thrown(InvalidInputError, prepareSettleRedemption(world.vm, inputOf()));
});

test("another mint's redemption is refused, and one that does not exist", async () => {
  const other = await listAsset(world, { symbol: `X${redemption.toBase58().slice(0, 4)}`, isin: ISIN.tesla });
  await thrown(InvalidInputError, prepareSettleRedemption(world.vm, inputOf({ mint: other.mint })));
  const nowhere = prepareSettleRedemption(world.vm, inputOf({ redemption: owner.publicKey }));
  expect(await thrown(AccountNotFoundError, nowhere)).toMatchObject({ account: "Redemption" });
});

test("it pays the redemption that was read and no later one of the same nonce", async () => {
  const prepared = await prepareSettleRedemption(world.vm, inputOf());
  await forgeRedemption(world.vm, redemption, { sequence: 1_000n });
  const error: unknown = await send(world.vm, prepared, [world.payer, world.issuer.redeemer]).catch(
    (reason: unknown) => reason,
  );
  expect(isCustodyError(error, "SequenceMismatch")).toBe(true);
});

test("it pays one part once, prepared twice before it has landed or rebuilt for what was settled then", async () => {
  const signers = [world.payer, world.issuer.redeemer];
  const [first, second] = [
    await prepareSettleRedemption(world.vm, inputOf()),
    await prepareSettleRedemption(world.vm, inputOf()),
  ];
  await send(world.vm, first, signers);
  const rebuilt = await prepareSettleRedemption(world.vm, inputOf({ settledBefore: 0n, cash: 101n }));
  for (const prepared of [{ ...second, computeUnits: 100_000 }, rebuilt]) {
    const error: unknown = await send(world.vm, prepared, signers).catch((reason: unknown) => reason);
    expect(isCustodyError(error, "SettledBeforeMismatch")).toBe(true);
  }
  expect(await cashOf(owner.publicKey)).toBe(105n);
});

test("a redemption whose new owner has not named a payout is refused", async () => {
  await forgeRedemption(world.vm, redemption, { payout: "Unnamed" });
  await thrown(InvalidInputError, prepareSettleRedemption(world.vm, inputOf()));
});
