import {
  fetchAsset,
  fetchRedemption,
  type FlagOverdueInput,
  prepareTransaction,
  type Redemption,
  TOKEN_2022_PROGRAM_ID,
} from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import {
  createCloseAccountInstruction,
  createEnableRequiredMemoTransfersInstruction,
  createReallocateInstruction,
  ExtensionType,
} from "@solana/spl-token";
import type { PublicKey } from "@solana/web3.js";
import { allow, attest, cancelInstruction, mintInstruction, request, settle, tokenAccountOf } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { cashAccountOf, createCashMint, giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeFrozen, forgeIssuer, forgeRedemption, forgeRegistry, forgeVacant } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { LIMITS, ONE } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import {
  accept,
  flag,
  flagInstruction,
  namePayout,
  recover,
  reject,
  seize,
  settleOffchain,
} from "./harness/redemptionActs";
import {
  AMOUNT,
  entryOf,
  LEAST,
  passDeadline,
  readRedemption,
  type RedemptionScene,
  startRedemptions,
  wrongAccounts,
} from "./harness/redemptionScene";
import { describeSubstitutions } from "./harness/substitution";
import { createToken2022CashMint, giveToken2022Cash } from "./harness/token2022Cash";
import { pauseToken } from "./harness/tokenPause";
import { act, SOL, US, type World } from "./harness/world";

let scene: RedemptionScene;
let world: World;
let otherCash: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
  otherCash = await createCashMint(world.vm, world.payer, "other cash", world.usdcAuthority.publicKey);
  await giveCash(world, scene.alice.publicKey, 0n, otherCash);
  // The deadlines have passed of all, and the shares were counted yesterday, so that the gate asks for nothing else.
  await passDeadline(world, scene.foreignRedemption);
  for (const listed of [scene.asset, scene.tesla]) await attest(world, listed, { shares: 1_000n * ONE });
  const { asset, tesla } = scene;
  restore = await checkpoint(
    world.vm,
    [asset, tesla].flatMap(({ address, attestation }) => [address, attestation]),
  );
});

afterEach(async () => {
  await scene.restore();
  await restore();
});

const flagging = (changes: Partial<FlagOverdueInput> = {}) =>
  flagInstruction(world, scene.asset, scene.redemption, changes);
const flagIt = (redemption: PublicKey = scene.redemption) => flag(world, scene.asset, redemption);

async function refused(
  name: string,
  changes: Partial<FlagOverdueInput> = {},
  redemption: PublicKey = scene.redemption,
): Promise<void> {
  const instructions = await flagInstruction(world, scene.asset, redemption, changes);
  await expectRefusal(world, { instructions }, "custody", name);
}

const read = (redemption: PublicKey = scene.redemption) =>
  readRedemption(world, scene.asset, redemption, [scene.other]);
const overdue = async (): Promise<bigint> => (await fetchAsset(world.vm, scene.asset.address)).overdue;

/** What mints the deposit that waits, if the gate lets it. */
const minting = () => ({
  instructions: mintInstruction(world, scene.asset, scene.deposit, scene.alice.publicKey),
  signers: [scene.asset.issuer.minter],
});

const gateIsShut = () => expectRefusal(world, minting(), "custody", "RedemptionOverdue");
const gateIsOpen = () => act(world, minting().instructions, minting().signers);

describe("flag_overdue", () => {
  test("flag_overdue counts the request among the asset's overdue ones, and changes nothing else", async () => {
    const { asset, redemption, alice } = scene;
    const before = await read();
    const sent = await flagIt();
    const sequence = before.asset.sequence + 1n;
    expect(await read()).toEqual({
      ...before,
      asset: { ...before.asset, overdue: 1n, sequence },
      redemption: { ...before.redemption, flagged: 1 },
    });
    const totals = await totalsOf(world, asset);
    expect(totals.overdue).toBe(1n);
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionFlagged",
        line: expect.any(Number),
        data: {
          asset: asset.address,
          sequence,
          at: await world.vm.now(),
          redemption,
          redemptionSequence: before.redemption.sequence,
          owner: alice.publicKey,
          amount: AMOUNT,
          deadline: before.redemption.deadline,
          totals,
        },
      },
    ]);
  });

  test("flag_overdue needs no signature but that of whoever pays the fee", async () => {
    const stranger = keypairOf("stranger");
    await world.vm.fund(stranger.publicKey, SOL);
    const prepared = prepareTransaction({ instructions: [await flagging()], feePayer: stranger.publicKey });
    expect(prepared.signers).toEqual([stranger.publicKey]);
    await send(world.vm, prepared, [stranger]);
    expect(await overdue()).toBe(1n);
  });

  test("flag_overdue refuses at the deadline, and works a second later", async () => {
    const { deadline } = await fetchRedemption(world.vm, scene.redemption);
    for (const time of [deadline - 1n, deadline]) {
      await world.vm.setTime(time);
      await refused("DeadlineNotPassed");
    }
    await world.vm.setTime(deadline + 1n);
    await flagIt();
  });

  test("flag_overdue waits for the deadline that accepting the request has moved", async () => {
    const { deadline } = await fetchRedemption(world.vm, scene.redemption);
    await world.vm.setTime(deadline);
    await accept(world, scene.asset, scene.redemption);
    await world.vm.setTime(deadline + LIMITS.processingWindow);
    await refused("DeadlineNotPassed");
    await world.vm.setTime(deadline + LIMITS.processingWindow + 1n);
    await flagIt();
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Processing", flagged: 1 });
  });

  test("flag_overdue counts a request once, and every overdue one", async () => {
    await flagIt();
    await refused("AlreadyFlagged");
    await flagIt(scene.other);
    await flagIt(scene.wire);
    expect(await overdue()).toBe(3n);
  });

  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 2n ** 62n })],
    ["the token is paused", () => pauseToken(world, scene.asset)],
    ["the asset is delisted", () => forgeAsset(world.vm, scene.asset.address, { status: "Delisted" })],
    ["minting is paused", () => forgeIssuer(world.vm, world.issuer.address, { mintPaused: 1 })],
  ])("flag_overdue works where %s", async (_, stop) => {
    await stop();
    await flagIt();
    expect(await overdue()).toBe(1n);
  });
});

describe("the shut gate", () => {
  test("flag_overdue shuts the mint gate of its asset, and of no other", async () => {
    await flagIt();
    await gateIsShut();
    expect(await fetchAsset(world.vm, scene.tesla.address)).toMatchObject({ overdue: 0n });
  });

  const ends: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["it is settled in full", () => settle(world, scene.asset, scene.redemption, { amount: AMOUNT, cash: LEAST })],
    [
      "its owner cancels it",
      () => act(world, cancelInstruction(scene.asset, scene.redemption, scene.alice.publicKey), [scene.alice]),
    ],
    ["it is rejected", () => reject(world, scene.asset, scene.redemption)],
    [
      "it is seized",
      async () => {
        await allow(world, scene.alice.publicKey, { status: "Revoked" });
        await seize(world, scene.asset, scene.redemption, { receiver: scene.bob.publicKey });
        await allow(world, scene.alice.publicKey, { signer: world.registry.authority.publicKey });
      },
    ],
    ["it gets another owner", () => recover(world, scene.asset, scene.redemption, scene.heir.publicKey)],
  ];

  test.each(ends)("flag_overdue keeps the mint gate shut until %s", async (_, end) => {
    await flagIt();
    await gateIsShut();
    await end();
    expect(await overdue()).toBe(0n);
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ flagged: 0 });
    await gateIsOpen();
  });

  test("flag_overdue keeps the mint gate shut after a payment in part", async () => {
    await flagIt();
    await settle(world, scene.asset, scene.redemption, { amount: ONE, cash: 4n });
    await gateIsShut();
    await settle(world, scene.asset, scene.redemption, { amount: 2n * ONE, cash: 6n });
    await gateIsOpen();
  });

  test("flag_overdue keeps the mint gate shut until the last of several has ended", async () => {
    await flagIt();
    await flagIt(scene.wire);
    await settle(world, scene.asset, scene.redemption, { amount: AMOUNT, cash: LEAST });
    await gateIsShut();
    await settleOffchain(world, scene.asset, scene.wire, { amount: AMOUNT });
    await gateIsOpen();
  });

  test("flag_overdue can count a recovered request again once its payout's time has passed", async () => {
    const { asset, redemption, heir } = scene;
    await flagIt();
    await recover(world, asset, redemption, heir.publicKey);
    await refused("PayoutUnnamed");
    const destination = cashAccountOf(heir.publicKey, world.usdc);
    const payout = { kind: "OnChain", cashMint: world.usdc, destination, leastCash: LEAST } as const;
    await namePayout(world, asset, redemption, heir, payout);
    await refused("DeadlineNotPassed");
    await passDeadline(world, redemption);
    await flagIt();
    expect(await overdue()).toBe(1n);
  });
});

// The attack: a holder shuts the gate by asking for what the issuer can't do, or need not.
describe("a request that can't or need not be paid", () => {
  test.each([
    ["refuses a whole balance that was below the minimum", LIMITS.minimumRedemption - 1n, false],
    ["takes one of the minimum", LIMITS.minimumRedemption, true],
  ])("flag_overdue %s when asked for", async (_, amount, isFlaggable) => {
    const owner = await createHolder(world, scene.asset, `holder of ${amount}`, amount);
    const redemption = await request(world, scene.asset, { owner, nonce: 1n, amount, leastCash: 1n });
    await passDeadline(world, redemption);
    if (isFlaggable) await flagIt(redemption);
    else await refused("RedemptionTooSmall", {}, redemption);
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ flagged: isFlaggable ? 1 : 0 });
  });

  test("an issuer that settles nearly all, or has the minimum raised, is overdue all the same", async () => {
    await settle(world, scene.asset, scene.redemption, { amount: AMOUNT - 1n, cash: LEAST });
    const { limits } = await fetchAsset(world.vm, scene.asset.address);
    await forgeAsset(world.vm, scene.asset.address, { limits: { ...limits, minimumRedemption: AMOUNT + 1n } });
    await flagIt();
    expect(await overdue()).toBe(1n);
  });

  test.each(["Suspended", "Revoked"] as const)("flag_overdue refuses an owner who is %s", async (status) => {
    await allow(world, scene.alice.publicKey, { status });
    await refused("HolderNotActive");
    await refused("HolderNotActive", {}, scene.wire);
  });

  test.each([
    ["whose entry has expired", () => allow(world, scene.alice.publicKey, { expiresAt: 1n })],
    ["of a blocked jurisdiction", () => allow(world, scene.alice.publicKey, { jurisdiction: US })],
    ["without any permission", () => allow(world, scene.alice.publicKey, { permissions: 0 })],
    ["who is not listed any more", () => forgeVacant(world.vm, entryOf(world.registry.address, scene.alice.publicKey))],
  ])("flag_overdue counts the request of an owner %s", async (_, change) => {
    await change();
    await flagIt();
  });

  test("flag_overdue refuses where the owner has closed the destination", async () => {
    const account = cashAccountOf(scene.alice.publicKey, world.usdc);
    const { publicKey } = scene.alice;
    await act(world, createCloseAccountInstruction(account, publicKey, publicKey), [scene.alice]);
    await refused("InvalidDestination");
  });

  test("flag_overdue refuses where the destination is frozen", async () => {
    await forgeFrozen(world.vm, cashAccountOf(scene.alice.publicKey, world.usdc));
    await refused("DestinationNotPayable");
  });

  test("flag_overdue refuses where the destination has come to ask for memos", async () => {
    const dollar = await createToken2022CashMint(world, "dollar");
    await giveToken2022Cash(world, scene.alice.publicKey, 0n, dollar);
    const destination = tokenAccountOf(scene.alice.publicKey, dollar);
    const cashMints = [world.usdc, dollar, world.usdc, world.usdc];
    await forgeIssuer(world.vm, world.issuer.address, { cashMints });
    const payout = { kind: "OnChain", cashMint: dollar, destination, leastCash: LEAST } as const;
    const asked = { owner: scene.alice, nonce: 3n, amount: AMOUNT, leastCash: LEAST };
    const inDollars = await request(world, scene.asset, asked, { payout });
    await passDeadline(world, inDollars);
    const { publicKey } = scene.alice;
    const grow = createReallocateInstruction(
      destination,
      world.payer.publicKey,
      [ExtensionType.MemoTransfer],
      publicKey,
      [],
      TOKEN_2022_PROGRAM_ID,
    );
    const ask = createEnableRequiredMemoTransfersInstruction(destination, publicKey);
    await act(world, [grow, ask], [scene.alice]);
    await refused("DestinationNotPayable", {}, inDollars);
  });

  test("flag_overdue of a request off chain asks for no cash accounts, and does not look at any", async () => {
    await flagIt(scene.wire);
    expect(await fetchRedemption(world.vm, scene.wire)).toMatchObject({ flagged: 1 });
  });

  test("flag_overdue of a request on chain refuses to do without its cash accounts", async () => {
    const { usdc: cashMint } = world;
    const destination = cashAccountOf(scene.alice.publicKey, cashMint);
    for (const given of [
      { cashMint: undefined, destination: undefined },
      { cashMint, destination: undefined },
      { cashMint: undefined, destination },
    ])
      await refused("PayoutAccountsMissing", given);
  });
});

describe("the request", () => {
  test("flag_overdue refuses a request that was rejected", async () => {
    await reject(world, scene.asset, scene.redemption);
    await refused("RedemptionRejected");
  });

  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "flag_overdue refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, scene.redemption, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );
});

describeOrder<{
  redemption?: Partial<Redemption>;
  tooSmall?: true;
  owner?: "suspended" | "of another entry";
  cash?: () => Partial<FlagOverdueInput>;
  destination?: "another" | "frozen";
}>({
  name: "flag_overdue",
  expectRefusal: async ({ redemption, tooSmall, owner, cash, destination }, error) => {
    const changes = { ...redemption, ...(tooSmall && { isFlaggable: 0 }) };
    await forgeRedemption(world.vm, scene.redemption, changes);
    if (owner === "suspended") await allow(world, scene.alice.publicKey, { status: "Suspended" });
    const account = cashAccountOf(scene.alice.publicKey, world.usdc);
    if (destination === "frozen") await forgeFrozen(world.vm, account);
    const given = {
      cashMint: world.usdc,
      destination: destination === "another" ? cashAccountOf(scene.heir.publicKey, world.usdc) : account,
      ...(owner === "of another entry" && { ownerEntry: entryOf(world.registry.address, scene.bob.publicKey) }),
      ...cash?.(),
    };
    await refused(error, given);
  },
  checks: [
    { where: "the request is rejected", error: "RedemptionRejected", state: { redemption: { status: "Rejected" } } },
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { status: "Settled" } } },
    { where: "it is flagged already", error: "AlreadyFlagged", state: { redemption: { flagged: 1 } } },
    {
      where: "the deadline has not passed",
      error: "DeadlineNotPassed",
      state: { redemption: { deadline: 2n ** 62n } },
    },
    { where: "too little was asked for", error: "RedemptionTooSmall", state: { tooSmall: true } },
    { where: "no payout is named", error: "PayoutUnnamed", state: { redemption: { payout: "Unnamed" } } },
    { where: "the owner is suspended", error: "HolderNotActive", state: { owner: "suspended" } },
    { where: "the entry is another wallet's", error: "WrongEntry", state: { owner: "of another entry" } },
    {
      where: "there are no cash accounts",
      error: "PayoutAccountsMissing",
      state: { cash: () => ({ cashMint: undefined, destination: undefined }) },
    },
    { where: "the cash is another", error: "WrongCashMint", state: { cash: () => ({ cashMint: otherCash }) } },
    { where: "the destination is another", error: "WrongDestination", state: { destination: "another" } },
    { where: "the destination is frozen", error: "DestinationNotPayable", state: { destination: "frozen" } },
  ],
});

const attempt = async () => ({ instruction: await flagging(), signers: [] });
describeMalformed({ world: () => world, name: "flag_overdue", attempt });
describeReadOnly({ world: () => world, name: "flag_overdue", attempt });

const wrong = wrongAccounts(() => scene);
describeSubstitutions({
  world: () => world,
  name: "flag_overdue",
  attempt,
  substitutions: {
    issuer: wrong.issuer("WrongIssuer"),
    asset: wrong.asset,
    mint: wrong.mint,
    redemption: wrong.redemption,
    owner_entry: wrong.entry(),
    cash_mint: [
      { as: "another dollar", key: () => otherCash, refused: ["custody", "WrongCashMint"] },
      { as: "the stock", key: () => scene.asset.mint, refused: ["custody", "WrongCashMint"] },
    ],
    destination: [
      {
        as: "the owner's account of another dollar",
        key: () => cashAccountOf(scene.alice.publicKey, otherCash),
        refused: ["custody", "WrongDestination"],
      },
      { as: "the owner", key: () => scene.alice.publicKey, refused: ["custody", "WrongDestination"] },
    ],
  },
});
