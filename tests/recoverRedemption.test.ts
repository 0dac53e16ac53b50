import { fetchAsset, fetchRedemption, type RecoverRedemptionInput, type Redemption } from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey } from "@solana/web3.js";
import {
  allow,
  cancelInstruction,
  closeInstruction,
  idOf,
  NO_IDENTITY,
  settle,
  settleInstruction,
  tokenAccountOf,
} from "./harness/acts";
import { balanceOf, totalsOf } from "./harness/balances";
import { forgeAsset, forgeIssuer, forgeRedemption, forgeRegistry, forgeVacant } from "./harness/forge";
import { ONE } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { accept, CASE, flag, recover, recoverInstruction, reject } from "./harness/redemptionActs";
import {
  AMOUNT,
  entryOf,
  IDENTITY,
  passDeadline,
  readRedemption,
  type RedemptionScene,
  startRedemptions,
  wrongAccounts,
  wrongSigners,
} from "./harness/redemptionScene";
import { describeSubstitutions } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, DAY, US, type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;
const NO_CASE = new Uint8Array(32);
const REDEEM = 8;
/** What of a redemption says how it is paid, where nobody has said it. */
const UNNAMED = {
  payout: "Unnamed",
  leastCash: 0n,
  cashMint: PublicKey.default,
  destination: PublicKey.default,
  instructionSha256: new Uint8Array(32),
} as const;

let scene: RedemptionScene;
let world: World;
let heir: PublicKey;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
  heir = scene.heir.publicKey;
});

afterEach(() => scene.restore());

const entry = (wallet: PublicKey): PublicKey => entryOf(world.registry.address, wallet);
const both = (): Keypair[] => [scene.asset.issuer.authority, scene.asset.issuer.complianceOfficer];
const recovering = (changes: Partial<RecoverRedemptionInput> = {}) =>
  recoverInstruction(world, scene.asset, scene.redemption, { newOwner: heir, ...changes });
const recoverIt = () => recover(world, scene.asset, scene.redemption, heir);

async function refused(name: string, changes: Partial<RecoverRedemptionInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: await recovering(changes), signers: both() }, "custody", name);
}

const read = () => readRedemption(world, scene.asset, scene.redemption, [scene.other]);

describe("recover_redemption", () => {
  test("recover_redemption gives the request to the new wallet, without a payout and under a new sequence", async () => {
    const { asset, redemption, alice } = scene;
    const before = await read();
    const sent = await recoverIt();
    const sequence = before.asset.sequence + 1n;
    expect(await read()).toEqual({
      ...before,
      asset: { ...before.asset, sequence },
      redemption: { ...before.redemption, ...UNNAMED, owner: heir, sequence },
    });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionRecovered",
        line: expect.any(Number),
        data: {
          asset: asset.address,
          sequence,
          at: await world.vm.now(),
          redemption,
          redemptionSequence: before.redemption.sequence,
          oldOwner: alice.publicKey,
          newOwner: heir,
          amount: AMOUNT,
          caseSha256: CASE,
          totals: await totalsOf(world, asset),
        },
      },
    ]);
  });

  test("recover_redemption of a request that was settled in part is about the rest, as if asked anew", async () => {
    await settle(world, scene.asset, scene.redemption, { amount: ONE, cash: 9n });
    await accept(world, scene.asset, scene.redemption);
    const before = await read();
    const sent = await recoverIt();
    const sequence = before.asset.sequence + 1n;
    expect((await read()).redemption).toEqual({
      ...before.redemption,
      ...UNNAMED,
      owner: heir,
      sequence,
      amount: 2n * ONE,
      settled: 0n,
      paid: 0n,
    });
    expect((await read()).asset).toEqual({ ...before.asset, sequence });
    expect(sent.events).toMatchObject([{ data: { amount: 2n * ONE } }]);
  });

  test("recover_redemption of a rejected request changes nothing but who claims it", async () => {
    await settle(world, scene.asset, scene.redemption, { amount: ONE, cash: 9n });
    await reject(world, scene.asset, scene.redemption);
    const before = await read();
    const sent = await recoverIt();
    const sequence = before.asset.sequence + 1n;
    expect((await read()).redemption).toEqual({ ...before.redemption, owner: heir, sequence });
    expect(sent.events).toMatchObject([{ data: { amount: 2n * ONE } }]);
  });

  test("recover_redemption voids what operators have signed for the old owner", async () => {
    const { asset, redemption } = scene;
    const { redeemer } = asset.issuer;
    const paying = await settleInstruction(world, asset, redemption, { amount: ONE, cash: 4n });
    await recoverIt();
    await expectRefusal(world, { instructions: paying, signers: [redeemer] }, "custody", "SequenceMismatch");
    const anew = await settleInstruction(world, asset, redemption, {
      amount: ONE,
      cash: 4n,
      cashMint: world.usdc,
      destination: (await fetchRedemption(world.vm, scene.other)).destination,
    });
    await expectRefusal(world, { instructions: anew, signers: [redeemer] }, "custody", "PayoutUnnamed");
  });

  test("recover_redemption leaves the old owner nothing to do, and the new one to cancel after the same deadline", async () => {
    const { asset, redemption, alice } = scene;
    const { deadline } = await fetchRedemption(world.vm, redemption);
    await recoverIt();
    const cancelling = cancelInstruction(asset, redemption, heir);
    await world.vm.setTime(deadline);
    await expectRefusal(world, { instructions: cancelling, signers: [scene.heir] }, "custody", "DeadlineNotPassed");
    await world.vm.setTime(deadline + 1n);
    const byTheOld = cancelInstruction(asset, redemption, alice.publicKey);
    await expectRefusal(world, { instructions: byTheOld, signers: [alice] }, "custody", "NotOwner");
    const before = await balanceOf(world, tokenAccountOf(heir, asset.mint));
    await act(world, cancelling, [scene.heir]);
    expect(await balanceOf(world, tokenAccountOf(heir, asset.mint))).toBe(before + AMOUNT);
    await act(world, closeInstruction(world, asset, redemption, heir), [scene.heir]);
  });

  test("recover_redemption can be done again, to another wallet of the same customer and back", async () => {
    await recoverIt();
    await recover(world, scene.asset, scene.redemption, scene.alice.publicKey);
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({
      owner: scene.alice.publicKey,
      ...UNNAMED,
    });
  });

  test("recover_redemption opens the mint gate that the request has shut", async () => {
    await passDeadline(world, scene.redemption);
    await flag(world, scene.asset, scene.redemption);
    const sent = await recoverIt();
    expect(sent.events).toMatchObject([{ data: { totals: { overdue: 0n } } }]);
    expect(await fetchAsset(world.vm, scene.asset.address)).toMatchObject({ overdue: 0n });
    expect((await read()).redemption).toMatchObject({ flagged: 0 });
  });

  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 2n ** 62n })],
    ["the token is paused", () => pauseToken(world, scene.asset)],
    ["the asset is delisted", () => forgeAsset(world.vm, scene.asset.address, { status: "Delisted" })],
    ["the deadline has long passed", async () => world.vm.setTime((await world.vm.now()) + 300n * DAY)],
  ])("recover_redemption works where %s", async (_, stop) => {
    await stop();
    await recoverIt();
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ owner: heir });
  });
});

describe("the customer", () => {
  const of = (wallet: () => PublicKey, changes: Parameters<typeof allow>[2]) => () => allow(world, wallet(), changes);
  const alice = () => scene.alice.publicKey;

  test.each([
    ["the new wallet is another customer's", of(() => heir, { identity: idOf("somebody else") })],
    ["the new wallet has no identity", of(() => heir, { identity: NO_IDENTITY })],
    ["the old wallet has no identity", of(alice, { identity: NO_IDENTITY })],
    ["the old wallet is not listed", () => forgeVacant(world.vm, entry(alice()))],
    ["the new wallet is not listed", () => forgeVacant(world.vm, entry(heir))],
    [
      "neither wallet has an identity",
      async () => {
        for (const wallet of [alice(), heir]) await allow(world, wallet, { identity: NO_IDENTITY });
      },
    ],
  ])("recover_redemption refuses where %s", async (_, change) => {
    await change();
    await refused("IdentityMismatch");
  });

  test("recover_redemption refuses the wallet that has it", () => refused("SameWallet", { newOwner: alice() }));

  test.each(["Suspended", "Revoked"] as const)(
    "recover_redemption takes it from a wallet that is %s",
    async (status) => {
      await allow(world, alice(), { status, identity: IDENTITY });
      await recoverIt();
      expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ owner: heir });
    },
  );

  test.each([
    ["suspended", { status: "Suspended" }, "HolderNotActive"],
    ["revoked", { status: "Revoked" }, "HolderNotActive"],
    ["not allowed to redeem", { permissions: 15 & ~REDEEM }, "HolderNotPermitted"],
  ] as const)("recover_redemption refuses where the new wallet is %s", async (_, changes, error) => {
    await allow(world, heir, { identity: IDENTITY, ...changes });
    await refused(error);
  });

  test("recover_redemption takes a wallet a second before its entry expires, and refuses it then", async () => {
    const expiresAt = (await world.vm.now()) + 100n;
    await allow(world, heir, { identity: IDENTITY, expiresAt });
    await world.vm.setTime(expiresAt);
    await refused("HolderExpired");
    await world.vm.setTime(expiresAt - 1n);
    await recoverIt();
  });

  test("recover_redemption asks nothing of the jurisdiction: a blocked country may leave", async () => {
    await allow(world, heir, { identity: IDENTITY, jurisdiction: US, permissions: REDEEM });
    await recoverIt();
  });

  // The attack: the entry of a third wallet that would fit.
  test("recover_redemption takes nobody else's entry for the old wallet's or the new one's", async () => {
    const { bob, foreign } = scene;
    await allow(world, bob.publicKey, { identity: IDENTITY });
    await refused("WrongEntry", { newOwner: keypairOf("unlisted").publicKey, newOwnerEntry: entry(heir) });
    await refused("WrongEntry", { ownerEntry: entry(bob.publicKey) });
    const abroad = entryOf(foreign.issuer.registry.address, heir);
    await refused("WrongEntry", { newOwnerEntry: abroad });
  });
});

describe("what was signed", () => {
  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "recover_redemption refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, scene.redemption, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );

  test.each([-1n, 1n])("recover_redemption refuses a sequence that is off by %s", async (step) => {
    const { sequence } = await fetchRedemption(world.vm, scene.redemption);
    await refused("SequenceMismatch", { sequence: sequence + step });
  });

  test("recover_redemption refuses what was signed a second time", async () => {
    const instructions = await recovering();
    await act(world, instructions, both());
    await expectRefusal(world, { instructions, signers: both() }, "custody", "SequenceMismatch");
  });

  test("recover_redemption refuses a case that is not named", () => refused("CaseMissing", { caseSha256: NO_CASE }));

  test("recover_redemption is the authority's and the compliance officer's of now, and nobody's where a place is empty", async () => {
    const [next, other] = [keypairOf("next authority"), keypairOf("next compliance officer")];
    await forgeIssuer(world.vm, world.issuer.address, {
      authority: next.publicKey,
      complianceOfficer: other.publicKey,
    });
    await refused("NotAuthority");
    const ours = { authority: next.publicKey, complianceOfficer: other.publicKey };
    await act(world, await recovering(ours), [next, other]);
    await forgeIssuer(world.vm, world.issuer.address, { complianceOfficer: PublicKey.default });
    const attempt = { instructions: await recovering(ours), signers: [next, other] };
    await expectRefusal(world, attempt, "custody", "NotComplianceOfficer");
  });
});

describeOrder<{
  input?: Partial<RecoverRedemptionInput>;
  redemption?: Partial<Redemption>;
  to?: () => PublicKey;
  old?: "of another identity" | "of another entry";
  heir?: "suspended";
}>({
  name: "recover_redemption",
  expectRefusal: async ({ input, redemption, to, old, heir: state }, error) => {
    const { alice, bob } = scene;
    if (redemption) await forgeRedemption(world.vm, scene.redemption, redemption);
    if (old === "of another identity") await allow(world, alice.publicKey, { identity: NO_IDENTITY });
    if (state === "suspended") await allow(world, heir, { identity: IDENTITY, status: "Suspended" });
    await refused(error, {
      ...input,
      ...(to && { newOwner: to() }),
      ...(old === "of another entry" && { ownerEntry: entry(bob.publicKey) }),
    });
  },
  checks: [
    { where: "the sequence is another's", error: "SequenceMismatch", state: { input: { sequence: U64_MAX } } },
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { endedAt: 1n } } },
    { where: "no case is named", error: "CaseMissing", state: { input: { caseSha256: NO_CASE } } },
    { where: "the new wallet is the old one", error: "SameWallet", state: { to: () => scene.alice.publicKey } },
    { where: "the old wallet's entry is another's", error: "WrongEntry", state: { old: "of another entry" } },
    { where: "the identities differ", error: "IdentityMismatch", state: { old: "of another identity" } },
    { where: "the new wallet is suspended", error: "HolderNotActive", state: { heir: "suspended" } },
  ],
});

const attempt = async () => ({ instruction: await recovering(), signers: both() });
describeMalformed({ world: () => world, name: "recover_redemption", attempt });
describeReadOnly({ world: () => world, name: "recover_redemption", attempt });

const wrong = wrongAccounts(() => scene);
describeSubstitutions({
  world: () => world,
  name: "recover_redemption",
  attempt,
  substitutions: {
    authority: wrongSigners(() => scene, "authority", "NotAuthority"),
    compliance_officer: wrongSigners(() => scene, "complianceOfficer", "NotComplianceOfficer"),
    issuer: wrong.issuer("NotAuthority"),
    asset: wrong.asset,
    mint: wrong.mint,
    redemption: [
      ...wrong.redemption,
      { as: "another of the same owner's", key: () => scene.other, refused: ["custody", "SequenceMismatch"] },
    ],
    owner_entry: wrong.entry(),
    new_owner: [
      { as: "another holder", key: () => scene.bob.publicKey, refused: ["custody", "WrongEntry"] },
      { as: "the owner", key: () => scene.alice.publicKey, refused: ["custody", "SameWallet"] },
      { as: "an unlisted wallet", key: () => keypairOf("unlisted").publicKey, refused: ["custody", "WrongEntry"] },
    ],
    new_owner_entry: wrong.entry(() => heir),
  },
});
