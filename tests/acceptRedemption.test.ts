import { type AcceptRedemptionInput, fetchRedemption, type Redemption } from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { PublicKey } from "@solana/web3.js";
import { allow, settle } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { forgeAsset, forgeIssuer, forgeRedemption, forgeRegistry, forgeVacant } from "./harness/forge";
import { LIMITS, ONE } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { accept, acceptInstruction, recover, reject } from "./harness/redemptionActs";
import {
  entryOf,
  passDeadline,
  readRedemption,
  type RedemptionScene,
  startRedemptions,
  wrongAccounts,
  wrongSigners,
} from "./harness/redemptionScene";
import { describeSubstitutions } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, US, type World } from "./harness/world";

const I64_MAX = 2n ** 63n - 1n;
const U64_MAX = 2n ** 64n - 1n;

let scene: RedemptionScene;
let world: World;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
});

afterEach(() => scene.restore());

const redeemer = () => scene.asset.issuer.redeemer;
const accepting = (overrides: Partial<AcceptRedemptionInput> = {}) =>
  acceptInstruction(world, scene.asset, scene.redemption, overrides);
const acceptIt = () => accept(world, scene.asset, scene.redemption);

async function refused(name: string, overrides: Partial<AcceptRedemptionInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: await accepting(overrides), signers: [redeemer()] }, "custody", name);
}

const read = () => readRedemption(world, scene.asset, scene.redemption, [scene.other]);

describe("accept_redemption", () => {
  test("accept_redemption makes a request Processing and moves its deadline by the processing window", async () => {
    const { asset, redemption, alice } = scene;
    await world.vm.setTime((await world.vm.now()) + 100n);
    const before = await read();
    const sent = await acceptIt();
    const deadline = before.redemption.deadline + LIMITS.processingWindow;
    const sequence = before.asset.sequence + 1n;
    expect(await read()).toEqual({
      ...before,
      asset: { ...before.asset, sequence },
      redemption: { ...before.redemption, status: "Processing", deadline },
    });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionAccepted",
        line: expect.any(Number),
        data: {
          asset: asset.address,
          sequence,
          at: await world.vm.now(),
          redemption,
          redemptionSequence: before.redemption.sequence,
          owner: alice.publicKey,
          deadline,
          totals: await totalsOf(world, asset),
        },
      },
    ]);
  });

  test("accept_redemption extends the deadline once: a second time is refused", async () => {
    await acceptIt();
    await refused("AlreadyAccepted");
  });

  test("accept_redemption takes a request that is paid off chain, and one that is settled in part", async () => {
    await accept(world, scene.asset, scene.wire);
    expect(await fetchRedemption(world.vm, scene.wire)).toMatchObject({ status: "Processing" });
    await settle(world, scene.asset, scene.redemption, { amount: ONE, cash: 4n });
    await acceptIt();
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Processing", settled: ONE });
  });

  test("accept_redemption uses the processing window of now", async () => {
    const { limits } = (await read()).asset;
    await forgeAsset(world.vm, scene.asset.address, { limits: { ...limits, processingWindow: 1n } });
    const { deadline } = await fetchRedemption(world.vm, scene.redemption);
    await acceptIt();
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ deadline: deadline + 1n });
  });

  test("accept_redemption works at the deadline and is refused a second later", async () => {
    await passDeadline(world, scene.redemption);
    await refused("DeadlinePassed");
    await world.vm.setTime((await world.vm.now()) - 1n);
    await acceptIt();
  });

  test("accept_redemption refuses a deadline that no clock could reach", async () => {
    await forgeRedemption(world.vm, scene.redemption, { deadline: I64_MAX });
    await refused("MathOverflow");
  });

  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: I64_MAX })],
    ["the token is paused", () => pauseToken(world, scene.asset)],
    ["the asset is halted", () => forgeAsset(world.vm, scene.asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, scene.asset.address, { status: "Delisted" })],
    ["minting is paused", () => forgeIssuer(world.vm, world.issuer.address, { mintPaused: 1 })],
  ])("accept_redemption works where %s", async (_, stop) => {
    await stop();
    await acceptIt();
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Processing" });
  });
});

describe("the request", () => {
  test("accept_redemption refuses a request that was rejected", async () => {
    await reject(world, scene.asset, scene.redemption);
    await refused("RedemptionRejected");
  });

  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "accept_redemption refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, scene.redemption, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );

  test("accept_redemption waits for the payout of a new owner", async () => {
    await recover(world, scene.asset, scene.redemption, scene.heir.publicKey);
    await refused("PayoutUnnamed");
  });

  test.each([-1n, 1n])("accept_redemption refuses a sequence that is off by %s", async (step) => {
    const { sequence } = await fetchRedemption(world.vm, scene.redemption);
    await refused("SequenceMismatch", { sequence: sequence + step });
  });

  test("accept_redemption is the redeemer's of now, and nobody's where the place is empty", async () => {
    const successor = keypairOf("next redeemer");
    await forgeIssuer(world.vm, world.issuer.address, { redeemer: successor.publicKey });
    await refused("NotRedeemer");
    await act(world, await accepting({ redeemer: successor.publicKey }), [successor]);
    await forgeIssuer(world.vm, world.issuer.address, { redeemer: PublicKey.default });
    await refused("NotRedeemer");
  });
});

describe("the payee", () => {
  test.each(["Suspended", "Revoked"] as const)("accept_redemption refuses an owner who is %s", async (status) => {
    await allow(world, scene.alice.publicKey, { status });
    await refused("HolderNotActive");
  });

  test.each([
    ["whose entry has expired", () => allow(world, scene.alice.publicKey, { expiresAt: 1n })],
    ["of a blocked jurisdiction", () => allow(world, scene.alice.publicKey, { jurisdiction: US })],
    ["without any permission", () => allow(world, scene.alice.publicKey, { permissions: 0 })],
    ["who is not listed any more", () => forgeVacant(world.vm, entryOf(world.registry.address, scene.alice.publicKey))],
  ])("accept_redemption takes the request of an owner %s", async (_, change) => {
    await change();
    await acceptIt();
  });
});

describeOrder<{
  input?: Partial<AcceptRedemptionInput>;
  redemption?: Partial<Redemption>;
  owner?: "suspended" | "of another entry";
}>({
  name: "accept_redemption",
  expectRefusal: async ({ input, redemption, owner }, error) => {
    if (redemption) await forgeRedemption(world.vm, scene.redemption, redemption);
    if (owner === "suspended") await allow(world, scene.alice.publicKey, { status: "Suspended" });
    const ownerEntry = entryOf(world.registry.address, scene.bob.publicKey);
    await refused(error, { ...input, ...(owner === "of another entry" && { ownerEntry }) });
  },
  checks: [
    { where: "the sequence is another's", error: "SequenceMismatch", state: { input: { sequence: U64_MAX } } },
    { where: "the request is rejected", error: "RedemptionRejected", state: { redemption: { status: "Rejected" } } },
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { status: "Settled" } } },
    { where: "no payout is named", error: "PayoutUnnamed", state: { redemption: { payout: "Unnamed" } } },
    { where: "it is accepted already", error: "AlreadyAccepted", state: { redemption: { status: "Processing" } } },
    { where: "the deadline has passed", error: "DeadlinePassed", state: { redemption: { deadline: 1n } } },
    { where: "the owner is suspended", error: "HolderNotActive", state: { owner: "suspended" } },
    { where: "the entry is another wallet's", error: "WrongEntry", state: { owner: "of another entry" } },
  ],
});

const attempt = async () => ({ instruction: await accepting(), signers: [redeemer()] });
describeMalformed({ world: () => world, name: "accept_redemption", attempt });
describeReadOnly({ world: () => world, name: "accept_redemption", attempt });

const wrong = wrongAccounts(() => scene);
describeSubstitutions({
  world: () => world,
  name: "accept_redemption",
  attempt,
  substitutions: {
    redeemer: wrongSigners(() => scene, "redeemer", "NotRedeemer"),
    issuer: wrong.issuer("NotRedeemer"),
    asset: wrong.asset,
    mint: wrong.mint,
    redemption: [
      ...wrong.redemption,
      { as: "another of the same owner's", key: () => scene.other, refused: ["custody", "SequenceMismatch"] },
    ],
    owner_entry: wrong.entry(),
  },
});
