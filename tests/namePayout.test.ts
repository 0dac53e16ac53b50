import {
  fetchAsset,
  fetchRedemption,
  type NamePayoutInput,
  type Redemption,
  type RedemptionPayout,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { allow, idOf, settle, settleInstruction, tokenAccountOf } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { cashAccountOf, createCashMint, giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeFrozen, forgeIssuer, forgeRedemption, forgeRegistry } from "./harness/forge";
import { LIMITS, ONE } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { accept, namePayout, namePayoutInstruction, recover, reject, settleOffchain } from "./harness/redemptionActs";
import {
  AMOUNT,
  passDeadline,
  readRedemption,
  type RedemptionScene,
  startRedemptions,
  wrongAccounts,
} from "./harness/redemptionScene";
import { describeSubstitutions } from "./harness/substitution";
import { CASH_EXTENSION, createToken2022CashMint, giveToken2022Cash } from "./harness/token2022Cash";
import { pauseToken } from "./harness/tokenPause";
import { type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;
const LEAST = 21n;
const OFF_CHAIN: RedemptionPayout = { kind: "OffChain", instructionSha256: idOf("the heir's wire") };

let scene: RedemptionScene;
let world: World;
let heir: PublicKey;
let otherCash: PublicKey;
let feeCash: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
  heir = scene.heir.publicKey;
  otherCash = await createCashMint(world.vm, world.payer, "other cash", world.usdcAuthority.publicKey);
  await giveCash(world, heir, 0n, otherCash);
  feeCash = await createToken2022CashMint(world, "fee cash", [CASH_EXTENSION.fee(100)]);
  await giveToken2022Cash(world, heir, 0n, feeCash);
  const { asset, tesla, foreign, redemption, teslaRedemption, foreignRedemption } = scene;
  await recover(world, asset, redemption, heir);
  await recover(world, tesla, teslaRedemption, heir);
  await recover(world, foreign, foreignRedemption, heir);
  const recovered = [redemption, teslaRedemption, foreignRedemption];
  restore = await checkpoint(world.vm, [...recovered, ...[asset, tesla, foreign].map(({ address }) => address)]);
});

afterEach(async () => {
  await scene.restore();
  await restore();
});

const onChain = (changes: Partial<Extract<RedemptionPayout, { kind: "OnChain" }>> = {}): RedemptionPayout => ({
  kind: "OnChain",
  cashMint: world.usdc,
  destination: cashAccountOf(heir, world.usdc),
  leastCash: LEAST,
  ...changes,
});
const naming = (changes: Partial<NamePayoutInput> = {}) =>
  namePayoutInstruction(world, scene.asset, scene.redemption, { payout: onChain(), ...changes });
const nameIt = (payout: RedemptionPayout = onChain()) =>
  namePayout(world, scene.asset, scene.redemption, scene.heir, payout);

async function refused(name: string, changes: Partial<NamePayoutInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: await naming(changes), signers: [scene.heir] }, "custody", name);
}

const read = () => readRedemption(world, scene.asset, scene.redemption, [scene.other]);

describe("name_payout", () => {
  test.each([
    [
      "on chain",
      () => onChain(),
      () => ({
        payout: "OnChain",
        cashMint: world.usdc,
        destination: cashAccountOf(heir, world.usdc),
        leastCash: LEAST,
      }),
    ],
    ["off chain", () => OFF_CHAIN, () => ({ payout: "OffChain", instructionSha256: idOf("the heir's wire") })],
  ] as const)(
    "name_payout %s makes it payable, under a new sequence, for a redemption window",
    async (_, wanted, named) => {
      const { asset, redemption } = scene;
      await world.vm.setTime((await world.vm.now()) + 100n);
      const now = await world.vm.now();
      const before = await read();
      const sent = await nameIt(wanted());
      const [sequence, deadline] = [before.asset.sequence + 1n, now + LIMITS.redemptionWindow];
      const after = await read();
      expect(after).toEqual({
        ...before,
        asset: { ...before.asset, sequence },
        redemption: { ...before.redemption, ...named(), sequence, deadline },
      });
      const { payout, cashMint, leastCash, destination, instructionSha256 } = after.redemption;
      expect(sent.events).toEqual([
        {
          program: "custody",
          name: "PayoutNamed",
          line: expect.any(Number),
          data: {
            asset: asset.address,
            sequence,
            at: now,
            redemption,
            redemptionSequence: before.redemption.sequence,
            owner: heir,
            payout,
            cashMint,
            leastCash,
            destination,
            instructionSha256,
            deadline,
            totals: await totalsOf(world, asset),
          },
        },
      ]);
    },
  );

  test("name_payout is what the redeemer then pays, to the least cash of now", async () => {
    await nameIt();
    const short = await settleInstruction(world, scene.asset, scene.redemption, { amount: ONE, cash: 6n });
    const attempt = { instructions: short, signers: [world.issuer.redeemer] };
    await expectRefusal(world, attempt, "custody", "InsufficientCash");
    await settle(world, scene.asset, scene.redemption, { amount: ONE, cash: 7n });
    await accept(world, scene.asset, scene.redemption);
    await settle(world, scene.asset, scene.redemption, { amount: 2n * ONE, cash: 14n });
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Settled", paid: LEAST });
  });

  test("name_payout counts nothing that the old owner was paid, in whatever cash", async () => {
    const { asset, other } = scene;
    await settle(world, asset, other, { amount: ONE, cash: 900n });
    await recover(world, asset, other, heir);
    await namePayout(world, asset, other, scene.heir, onChain({ leastCash: 20n }));
    const { redeemer } = world.issuer;
    const free = await settleInstruction(world, asset, other, { amount: 2n * ONE, cash: 19n });
    await expectRefusal(world, { instructions: free, signers: [redeemer] }, "custody", "InsufficientCash");
    await settle(world, asset, other, { amount: 2n * ONE, cash: 20n });
    expect(await fetchRedemption(world.vm, other)).toMatchObject({ status: "Settled", amount: 2n * ONE, paid: 20n });
  });

  test("name_payout off chain is settled by wire", async () => {
    await nameIt(OFF_CHAIN);
    await settleOffchain(world, scene.asset, scene.redemption, { amount: AMOUNT });
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Settled", paid: 0n });
  });

  test("name_payout never brings the deadline forward", async () => {
    const deadline = (await world.vm.now()) + LIMITS.redemptionWindow + 1n;
    await forgeRedemption(world.vm, scene.redemption, { deadline });
    await nameIt();
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ deadline });
  });

  test("name_payout works after the deadline too, as long as it was not cancelled", async () => {
    await passDeadline(world, scene.redemption);
    await nameIt();
    const deadline = (await world.vm.now()) + LIMITS.redemptionWindow;
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ deadline });
    await accept(world, scene.asset, scene.redemption);
  });

  test("name_payout is done once for each recovery", async () => {
    await nameIt();
    await refused("PayoutNamed");
    await refused("PayoutNamed", { payout: OFF_CHAIN });
    await recover(world, scene.asset, scene.redemption, scene.alice.publicKey);
    const payout = onChain({ destination: cashAccountOf(scene.alice.publicKey, world.usdc) });
    await namePayout(world, scene.asset, scene.redemption, scene.alice, payout);
  });

  test("name_payout of a request that was accepted leaves it Processing", async () => {
    await accept(world, scene.asset, scene.other);
    await recover(world, scene.asset, scene.other, heir);
    await namePayout(world, scene.asset, scene.other, scene.heir, onChain());
    expect(await fetchRedemption(world.vm, scene.other)).toMatchObject({ status: "Processing", payout: "OnChain" });
  });

  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 2n ** 62n })],
    ["the token is paused", () => pauseToken(world, scene.asset)],
    ["the asset is delisted", () => forgeAsset(world.vm, scene.asset.address, { status: "Delisted" })],
    ["the owner is suspended", () => allow(world, heir, { status: "Suspended" })],
  ])("name_payout works where %s", async (_, stop) => {
    await stop();
    await nameIt();
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ payout: "OnChain" });
  });
});

describe("the payout", () => {
  test("name_payout refuses no least cash", () => refused("ZeroLeastCash", { payout: onChain({ leastCash: 0n }) }));

  test("name_payout refuses cash that the issuer does not accept", async () => {
    const destination = cashAccountOf(heir, otherCash);
    await refused("CashMintNotAccepted", { payout: onChain({ cashMint: otherCash, destination }) });
    await forgeIssuer(world.vm, world.issuer.address, { cashMints: Array<PublicKey>(4).fill(otherCash) });
    await refused("CashMintNotAccepted");
  });

  test("name_payout refuses cash with a transfer fee, though the issuer accepts it", async () => {
    await forgeIssuer(world.vm, world.issuer.address, { cashMints: Array<PublicKey>(4).fill(feeCash) });
    const payout = onChain({ cashMint: feeCash, destination: tokenAccountOf(heir, feeCash) });
    await refused("UnacceptableCashMint", { payout });
  });

  test.each([
    ["of other cash", () => cashAccountOf(heir, otherCash)],
    ["that does not exist", () => cashAccountOf(keypairOf("nobody").publicKey, world.usdc)],
    ["that is a wallet", () => heir],
  ])("name_payout refuses a destination %s", async (_, destination) => {
    await refused("InvalidDestination", { payout: onChain({ destination: destination() }) });
  });

  test("name_payout refuses a frozen destination", async () => {
    await forgeFrozen(world.vm, cashAccountOf(heir, world.usdc));
    await refused("DestinationNotPayable");
  });
});

describe("the request", () => {
  test("name_payout refuses a request whose payout its owner has named when asking", async () => {
    const { owner, sequence } = await fetchRedemption(world.vm, scene.other);
    const attempt = {
      instructions: await naming({ redemption: scene.other, owner, sequence }),
      signers: [scene.alice],
    };
    await expectRefusal(world, attempt, "custody", "PayoutNamed");
  });

  test("name_payout refuses a request that was rejected meanwhile", async () => {
    await reject(world, scene.asset, scene.redemption);
    await refused("RedemptionRejected");
  });

  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "name_payout refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, scene.redemption, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );

  test.each([-1n, 1n])("name_payout refuses a sequence that is off by %s", async (step) => {
    const { sequence } = await fetchRedemption(world.vm, scene.redemption);
    await refused("SequenceMismatch", { sequence: sequence + step });
  });

  test("name_payout leaves the limits' window to the asset of now", async () => {
    const { limits } = await fetchAsset(world.vm, scene.asset.address);
    await forgeAsset(world.vm, scene.asset.address, { limits: { ...limits, redemptionWindow: 30n * 86_400n } });
    await nameIt();
    const deadline = (await world.vm.now()) + 30n * 86_400n;
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ deadline });
  });
});

describeOrder<{ input?: Partial<NamePayoutInput>; redemption?: Partial<Redemption>; payout?: () => RedemptionPayout }>({
  name: "name_payout",
  expectRefusal: async ({ input, redemption, payout }, error) => {
    if (redemption) await forgeRedemption(world.vm, scene.redemption, redemption);
    await refused(error, { ...input, ...(payout && { payout: payout() }) });
  },
  checks: [
    { where: "the sequence is another's", error: "SequenceMismatch", state: { input: { sequence: U64_MAX } } },
    { where: "the request is rejected", error: "RedemptionRejected", state: { redemption: { status: "Rejected" } } },
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { status: "Cancelled" } } },
    { where: "a payout is named", error: "PayoutNamed", state: { redemption: { payout: "OffChain" } } },
    {
      where: "the cash is not accepted",
      error: "CashMintNotAccepted",
      state: { payout: () => onChain({ cashMint: otherCash }) },
    },
  ],
});

const attempt = async () => ({ instruction: await naming(), signers: [scene.heir] });
describeMalformed({ world: () => world, name: "name_payout", attempt });
describeReadOnly({ world: () => world, name: "name_payout", attempt });

const wrong = wrongAccounts(() => scene);
const custody = (): PublicKey => scene.asset.address;
describeSubstitutions({
  world: () => world,
  name: "name_payout",
  attempt,
  substitutions: {
    owner: [
      {
        as: "the opener, who has lost it",
        key: () => scene.alice.publicKey,
        refused: ["custody", "NotOwner"],
        signers: () => [scene.alice],
      },
      {
        as: "the redeemer",
        key: () => world.issuer.redeemer.publicKey,
        refused: ["custody", "NotOwner"],
        signers: () => [world.issuer.redeemer],
      },
      {
        as: "the authority",
        key: () => world.issuer.authority.publicKey,
        refused: ["custody", "NotOwner"],
        signers: () => [world.issuer.authority],
      },
    ],
    issuer: wrong.issuer("WrongIssuer"),
    asset: wrong.asset,
    mint: wrong.mint,
    redemption: [
      ...wrong.redemption,
      { as: "one of the old owner's", key: () => scene.other, refused: ["custody", "NotOwner"] },
    ],
    cash_mint: [
      { as: "another dollar", key: () => otherCash, refused: ["custody", "CashMintNotAccepted"] },
      { as: "the asset", key: custody, refused: ["custody", "ConstraintDuplicateMutableAccount"] },
    ],
    destination: [
      {
        as: "an account of another dollar",
        key: () => cashAccountOf(heir, otherCash),
        refused: ["custody", "InvalidDestination"],
      },
      { as: "the owner", key: () => heir, refused: ["custody", "InvalidDestination"] },
    ],
  },
});

test("name_payout on chain refuses to do without its cash accounts", async () => {
  const instruction = await naming({ payout: onChain() });
  const without = await naming({ payout: OFF_CHAIN });
  instruction.keys = without.keys;
  const attempt = { instructions: instruction, signers: [scene.heir] };
  await expectRefusal(world, attempt, "custody", "PayoutAccountsMissing");
});
