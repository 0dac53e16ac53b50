import {
  fetchAsset,
  fetchRedemption,
  REJECT_REASONS,
  type Redemption,
  type RejectReason,
  type RejectRedemptionInput,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey } from "@solana/web3.js";
import { allow, cancelInstruction, closeInstruction, settle, settleInstruction } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { forgeAsset, forgeIssuer, forgeRedemption, forgeRegistry } from "./harness/forge";
import { ONE } from "./harness/listing";
import { describeMalformed, withData } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import {
  accept,
  acceptInstruction,
  flag,
  flagInstruction,
  recover,
  reject,
  rejectInstruction,
} from "./harness/redemptionActs";
import {
  AMOUNT,
  passDeadline,
  readRedemption,
  type RedemptionScene,
  startRedemptions,
  wrongAccounts,
  wrongSigners,
} from "./harness/redemptionScene";
import { describeSubstitutions } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, DAY, type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;
const REASONS = REJECT_REASONS.filter((reason) => reason !== "None");

let scene: RedemptionScene;
let world: World;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
});

afterEach(() => scene.restore());

const both = (): Keypair[] => [scene.asset.issuer.redeemer, scene.asset.issuer.complianceOfficer];
const rejecting = (changes: Partial<RejectRedemptionInput> = {}) =>
  rejectInstruction(world, scene.asset, scene.redemption, changes);
const rejectIt = () => reject(world, scene.asset, scene.redemption);

async function refused(name: string, changes: Partial<RejectRedemptionInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: await rejecting(changes), signers: both() }, "custody", name);
}

const read = () => readRedemption(world, scene.asset, scene.redemption, [scene.other]);

describe("reject_redemption", () => {
  test.each(REASONS)(
    "reject_redemption for %s leaves the tokens in escrow for their owner to claim",
    async (reason) => {
      const { asset, redemption, alice } = scene;
      const before = await read();
      const sent = await reject(world, asset, redemption, { reason });
      const sequence = before.asset.sequence + 1n;
      expect(await read()).toEqual({
        ...before,
        asset: { ...before.asset, sequence },
        redemption: { ...before.redemption, status: "Rejected", rejectReason: reason },
      });
      expect(sent.events).toEqual([
        {
          program: "custody",
          name: "RedemptionRejected",
          line: expect.any(Number),
          data: {
            asset: asset.address,
            sequence,
            at: await world.vm.now(),
            redemption,
            redemptionSequence: before.redemption.sequence,
            owner: alice.publicKey,
            reason,
            amount: AMOUNT,
            totals: await totalsOf(world, asset),
          },
        },
      ]);
    },
  );

  test("reject_redemption of a request that is settled in part is about the rest", async () => {
    await settle(world, scene.asset, scene.redemption, { amount: ONE, cash: 4n });
    expect((await rejectIt()).events).toMatchObject([{ data: { amount: 2n * ONE } }]);
    expect((await read()).redemption).toMatchObject({ settled: ONE, paid: 4n, endedAt: 0n });
  });

  test("reject_redemption takes a request that was accepted, one off chain and one without a payout", async () => {
    await accept(world, scene.asset, scene.redemption);
    await rejectIt();
    await reject(world, scene.asset, scene.wire);
    await recover(world, scene.asset, scene.other, scene.heir.publicKey);
    await reject(world, scene.asset, scene.other);
    for (const address of [scene.redemption, scene.wire, scene.other])
      expect(await fetchRedemption(world.vm, address)).toMatchObject({ status: "Rejected" });
  });

  test("reject_redemption opens the mint gate that the request has shut, and no other", async () => {
    await passDeadline(world, scene.other);
    for (const address of [scene.redemption, scene.other]) await flag(world, scene.asset, address);
    const sent = await rejectIt();
    expect(sent.events).toMatchObject([{ data: { totals: { overdue: 1n } } }]);
    expect(await fetchAsset(world.vm, scene.asset.address)).toMatchObject({ overdue: 1n });
    expect((await read()).redemption).toMatchObject({ flagged: 0 });
    await reject(world, scene.asset, scene.other);
    expect(await fetchAsset(world.vm, scene.asset.address)).toMatchObject({ overdue: 0n });
  });

  test("reject_redemption ends what the redeemer and anybody can do: only a claim is left", async () => {
    const { asset, redemption, alice } = scene;
    await rejectIt();
    await refused("RedemptionRejected");
    const { redeemer } = asset.issuer;
    const paying = await settleInstruction(world, asset, redemption, { amount: ONE, cash: 4n });
    await expectRefusal(world, { instructions: paying, signers: [redeemer] }, "custody", "RedemptionRejected");
    const accepting = await acceptInstruction(world, asset, redemption);
    await expectRefusal(world, { instructions: accepting, signers: [redeemer] }, "custody", "RedemptionRejected");
    await passDeadline(world, redemption);
    const cancelling = cancelInstruction(asset, redemption, alice.publicKey);
    await expectRefusal(world, { instructions: cancelling, signers: [alice] }, "custody", "RedemptionRejected");
    const flagging = await flagInstruction(world, asset, redemption);
    await expectRefusal(world, { instructions: flagging }, "custody", "RedemptionRejected");
    const closing = closeInstruction(world, asset, redemption, alice.publicKey);
    await expectRefusal(world, { instructions: closing, signers: [alice] }, "custody", "RedemptionOpen");
  });

  test.each([
    ["the owner is suspended", () => allow(world, scene.alice.publicKey, { status: "Suspended" })],
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: U64_MAX >> 1n })],
    ["the token is paused", () => pauseToken(world, scene.asset)],
    ["the asset is delisted", () => forgeAsset(world.vm, scene.asset.address, { status: "Delisted" })],
    ["the deadline has long passed", async () => world.vm.setTime((await world.vm.now()) + 300n * DAY)],
  ])("reject_redemption works where %s", async (_, change) => {
    await change();
    await rejectIt();
    expect((await read()).redemption).toMatchObject({ status: "Rejected" });
  });
});

describe("the request", () => {
  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "reject_redemption refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, scene.redemption, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );

  test.each([-1n, 1n])("reject_redemption refuses a sequence that is off by %s", async (step) => {
    const { sequence } = await fetchRedemption(world.vm, scene.redemption);
    await refused("SequenceMismatch", { sequence: sequence + step });
  });

  test("reject_redemption refuses a rejection without a reason, and a reason that there is not", async () => {
    const none: RejectReason = "None";
    await refused("ReasonMissing", { reason: none as "Price" });
    const sound = await rejecting();
    const data = Uint8Array.from(sound.data);
    data[data.length - 1] = REJECT_REASONS.length;
    const attempt = { instructions: withData(sound, data), signers: both() };
    await expectRefusal(world, attempt, "custody", "InvalidInstructionData");
  });

  test("reject_redemption is the redeemer's and the compliance officer's of now, and nobody's where a place is empty", async () => {
    const [next, other] = [keypairOf("next redeemer"), keypairOf("next compliance officer")];
    await forgeIssuer(world.vm, world.issuer.address, { redeemer: next.publicKey, complianceOfficer: other.publicKey });
    await refused("NotRedeemer");
    const ours = { redeemer: next.publicKey, complianceOfficer: other.publicKey };
    await act(world, await rejecting(ours), [next, other]);
    await forgeIssuer(world.vm, world.issuer.address, { complianceOfficer: PublicKey.default });
    const attempt = { instructions: await rejecting(ours), signers: [next, other] };
    await expectRefusal(world, attempt, "custody", "NotComplianceOfficer");
  });
});

describeOrder<{ input?: Partial<RejectRedemptionInput>; redemption?: Partial<Redemption> }>({
  name: "reject_redemption",
  expectRefusal: async ({ input, redemption }, error) => {
    if (redemption) await forgeRedemption(world.vm, scene.redemption, redemption);
    await refused(error, input);
  },
  checks: [
    { where: "the sequence is another's", error: "SequenceMismatch", state: { input: { sequence: U64_MAX } } },
    { where: "it is rejected already", error: "RedemptionRejected", state: { redemption: { status: "Rejected" } } },
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { status: "Claimed" } } },
    {
      where: "there is no reason",
      error: "ReasonMissing",
      state: { input: { reason: "None" as RejectReason as "Price" } },
    },
  ],
});

const attempt = async () => ({ instruction: await rejecting(), signers: both() });
describeMalformed({ world: () => world, name: "reject_redemption", attempt });
describeReadOnly({ world: () => world, name: "reject_redemption", attempt });

const wrong = wrongAccounts(() => scene);
describeSubstitutions({
  world: () => world,
  name: "reject_redemption",
  attempt,
  substitutions: {
    redeemer: wrongSigners(() => scene, "redeemer", "NotRedeemer"),
    compliance_officer: wrongSigners(() => scene, "complianceOfficer", "NotComplianceOfficer"),
    issuer: wrong.issuer("NotRedeemer"),
    asset: wrong.asset,
    mint: wrong.mint,
    redemption: [
      ...wrong.redemption,
      { as: "another of the same owner's", key: () => scene.other, refused: ["custody", "SequenceMismatch"] },
    ],
  },
});
