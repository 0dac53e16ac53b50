import { type ClaimRedemptionInput, fetchRedemption, type Redemption, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { allow, closeInstruction, request, settle, settleInstruction, tokenAccountOf } from "./harness/acts";
import { balanceOf, totalsOf } from "./harness/balances";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeMultiplier, forgeRedemption, forgeRegistry, forgeVacant } from "./harness/forge";
import { freeze } from "./harness/freezing";
import { foreignCopyOf } from "./harness/imposters";
import { ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { accept, claimInstruction, recover, reject } from "./harness/redemptionActs";
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
import { createTokenAccount } from "./harness/tokenAccounts";
import { pauseToken } from "./harness/tokenPause";
import { act, SOL, US, type World } from "./harness/world";

let scene: RedemptionScene;
let world: World;
/** Token accounts of alice's that are not her associated one: whose owner is fixed, and whose owner can change. */
let second: PublicKey;
let mutable: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
  const { asset, alice } = scene;
  second = await createTokenAccount(world, "second", asset.mint, alice.publicKey);
  mutable = await createTokenAccount(world, "mutable", asset.mint, alice.publicKey, { hasImmutableOwner: false });
  await reject(world, asset, scene.redemption);
  await reject(world, scene.open, scene.openRedemption);
  const { redemption, openRedemption, open } = scene;
  restore = await checkpoint(world.vm, [redemption, openRedemption, asset.address, open.address, second]);
});

afterEach(async () => {
  await scene.restore();
  await restore();
});

const claiming = (changes: Partial<ClaimRedemptionInput> = {}) =>
  claimInstruction(scene.asset, scene.redemption, scene.alice.publicKey, changes);
const claimOpen = () => claimInstruction(scene.open, scene.openRedemption, scene.alice.publicKey);
const claim = (changes: Partial<ClaimRedemptionInput> = {}) => act(world, claiming(changes), [scene.alice]);

async function refused(name: string, changes: Partial<ClaimRedemptionInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: claiming(changes), signers: [scene.alice] }, "custody", name);
}

const entry = (): PublicKey => entryOf(world.registry.address, scene.alice.publicKey);

describe("claim_redemption", () => {
  test.each([
    ["hooked", () => ({ listed: scene.asset, address: scene.redemption })],
    ["open", () => ({ listed: scene.open, address: scene.openRedemption })],
  ])("claim_redemption of the profile %s returns everything at once and ends the request", async (_, which) => {
    const { listed, address } = which();
    const { alice } = scene;
    const before = await readRedemption(world, listed, address, [scene.other, entry()]);
    const sent = await act(world, claimInstruction(listed, address, alice.publicKey), [alice]);
    const now = await world.vm.now();
    const sequence = before.asset.sequence + 1n;
    expect(await readRedemption(world, listed, address, [scene.other, entry()])).toEqual({
      ...before,
      asset: { ...before.asset, escrowed: before.asset.escrowed - AMOUNT, sequence },
      redemption: { ...before.redemption, status: "Claimed", endedAt: now },
      escrow: before.escrow - AMOUNT,
      tokens: before.tokens + AMOUNT,
    });
    expect(before.redemption).toMatchObject({ status: "Rejected", rejectReason: "Documents", endedAt: 0n });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionClaimed",
        line: expect.any(Number),
        data: {
          asset: listed.address,
          sequence,
          at: now,
          redemption: address,
          redemptionSequence: before.redemption.sequence,
          owner: alice.publicKey,
          amount: AMOUNT,
          destination: tokenAccountOf(alice.publicKey, listed.mint),
          totals: await totalsOf(world, listed),
        },
      },
    ]);
  });

  test("claim_redemption after a settlement in part returns the rest", async () => {
    const { asset, other, alice } = scene;
    await settle(world, asset, other, { amount: ONE, cash: 4n });
    await reject(world, asset, other);
    const before = await balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint));
    const sent = await claim({ redemption: other });
    expect(sent.events).toMatchObject([{ data: { amount: 2n * ONE } }]);
    expect(await balanceOf(world, tokenAccountOf(alice.publicKey, asset.mint))).toBe(before + 2n * ONE);
    expect(await fetchRedemption(world.vm, other)).toMatchObject({ status: "Claimed", settled: ONE, paid: 4n });
  });

  test("claim_redemption returns a request that was accepted, or is paid off chain, before any deadline", async () => {
    for (const redemption of [scene.other, scene.wire]) {
      await accept(world, scene.asset, redemption);
      await reject(world, scene.asset, redemption);
      await claim({ redemption });
      expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Claimed" });
    }
  });

  test("claim_redemption goes to the wallet that the request was recovered to", async () => {
    const { asset, redemption, heir } = scene;
    await recover(world, asset, redemption, heir.publicKey);
    await refused("NotOwner");
    const sent = await act(world, claimInstruction(asset, redemption, heir.publicKey), [heir]);
    expect(sent.events).toMatchObject([{ data: { owner: heir.publicKey, amount: AMOUNT } }]);
    expect(await balanceOf(world, tokenAccountOf(heir.publicKey, asset.mint))).toBe(AMOUNT);
  });

  test("claim_redemption returns the same tokens once, also within one transaction", async () => {
    const instructions = [claiming(), claiming({ destination: second })];
    await expectRefusal(world, { instructions, signers: [scene.alice] }, "custody", "RedemptionEnded", [second]);
    await claim();
    await refused("RedemptionEnded");
  });

  test("claim_redemption frees the nonce once the request is closed", async () => {
    const { asset, redemption, alice } = scene;
    await claim();
    await act(world, closeInstruction(world, asset, redemption, alice.publicKey), [alice]);
    const again = { owner: alice, nonce: 0n, amount: AMOUNT, leastCash: LEAST };
    expect(await request(world, asset, again)).toEqual(redemption);
    await refused("NotRejected");
  });

  test("claim_redemption leaves nothing to pay for", async () => {
    await claim();
    const instructions = await settleInstruction(world, scene.asset, scene.redemption, { amount: ONE, cash: 4n });
    const { redeemer } = scene.asset.issuer;
    await expectRefusal(world, { instructions, signers: [redeemer] }, "custody", "RedemptionEnded");
  });
});

describe("the request", () => {
  test("claim_redemption refuses a request that was not rejected, whatever the time", async () => {
    await refused("NotRejected", { redemption: scene.other });
    await accept(world, scene.asset, scene.other);
    await refused("NotRejected", { redemption: scene.other });
    await passDeadline(world, scene.other);
    await refused("NotRejected", { redemption: scene.other });
  });

  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "claim_redemption refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, scene.redemption, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );
});

describe("the owner", () => {
  test.each(["Suspended", "Revoked"] as const)("claim_redemption refuses an owner who is %s", async (status) => {
    await allow(world, scene.alice.publicKey, { status });
    await refused("HolderNotActive");
    const attempt = { instructions: claimOpen(), signers: [scene.alice] };
    await expectRefusal(world, attempt, "custody", "HolderNotActive");
  });

  test.each([
    ["whose entry has expired", () => allow(world, scene.alice.publicKey, { expiresAt: 1n })],
    ["of a blocked jurisdiction", () => allow(world, scene.alice.publicKey, { jurisdiction: US })],
    ["without any permission", () => allow(world, scene.alice.publicKey, { permissions: 0 })],
    ["who is not listed any more", () => forgeVacant(world.vm, entry())],
  ])("claim_redemption returns the tokens of an owner %s", async (_, change) => {
    await change();
    await claim();
    await act(world, claimOpen(), [scene.alice]);
    expect(await balanceOf(world, tokenAccountOf(scene.alice.publicKey, scene.open.mint))).toBe(20n * ONE);
  });

  // The attack: whatever says nothing of the owner must not pass for "not listed".
  test.each([
    ["an empty account of the system program's", async () => keypairOf("rich nobody").publicKey],
    [
      "the vacant entry of another wallet",
      async () => entryOf(world.registry.address, keypairOf("unlisted").publicKey),
    ],
    ["the active entry of another wallet", async () => entryOf(world.registry.address, scene.bob.publicKey)],
    ["a copy of an active entry", () => foreignCopyOf(world.vm, entry(), TOKEN_PROGRAM_ID)],
  ])("claim_redemption does not let a suspended owner pass by %s as the entry", async (_, make) => {
    await world.vm.fund(keypairOf("rich nobody").publicKey, SOL);
    const ownerEntry = await make();
    await allow(world, scene.alice.publicKey, { status: "Suspended" });
    await refused("WrongEntry", { ownerEntry });
  });
});

describe("the destination", () => {
  test("claim_redemption returns the tokens to another account of the owner's whose owner is fixed", async () => {
    const sent = await claim({ destination: second });
    expect(await balanceOf(world, second)).toBe(AMOUNT);
    expect(sent.events).toMatchObject([{ data: { destination: second } }]);
  });

  test("claim_redemption refuses a frozen account by Token-2022's error, and takes another one", async () => {
    await freeze(world, scene.asset, tokenAccountOf(scene.alice.publicKey, scene.asset.mint));
    const attempt = { instructions: claiming(), signers: [scene.alice] };
    await expectRefusal(world, attempt, "token-2022", "AccountFrozen");
    await claim({ destination: second });
  });
});

describe("stops", () => {
  const both = (change: (listed: TestAsset) => Promise<unknown>) => async () => {
    for (const listed of [scene.asset, scene.open]) await change(listed);
  };

  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 2n ** 62n })],
    ["the token is paused", both((listed) => pauseToken(world, listed))],
    ["the asset is halted", both(({ address }) => forgeAsset(world.vm, address, { status: "Halted" }))],
    ["the asset is delisted", both(({ address }) => forgeAsset(world.vm, address, { status: "Delisted" }))],
    [
      "a split has doubled the multiplier",
      both(({ mint }) => forgeMultiplier(world.vm, mint, 0x4000_0000_0000_0000n, 0x4000_0000_0000_0000n, 0n)),
    ],
  ])("claim_redemption needs nothing but its owner's signature where %s", async (_, stop) => {
    await stop();
    for (const [listed, instruction] of [[scene.asset, claiming()] as const, [scene.open, claimOpen()] as const]) {
      const before = await world.vm.getAccount(listed.mint);
      await act(world, instruction, [scene.alice]);
      // The token is as paused as it was, and nothing else of the mint has changed either.
      expect(await world.vm.getAccount(listed.mint)).toEqual(before);
    }
  });
});

describeOrder<{
  redemption?: Partial<Redemption>;
  owner?: "suspended" | "of another entry";
  destination?: () => PublicKey;
}>({
  name: "claim_redemption",
  expectRefusal: async ({ redemption, owner, destination }, error) => {
    if (redemption) await forgeRedemption(world.vm, scene.redemption, redemption);
    if (owner === "suspended") await allow(world, scene.alice.publicKey, { status: "Suspended" });
    await refused(error, {
      ...(owner === "of another entry" && { ownerEntry: entryOf(world.registry.address, scene.bob.publicKey) }),
      ...(destination && { destination: destination() }),
    });
  },
  checks: [
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { endedAt: 1n } } },
    { where: "it was not rejected", error: "NotRejected", state: { redemption: { status: "Pending" } } },
    { where: "the owner is suspended", error: "HolderNotActive", state: { owner: "suspended" } },
    { where: "the entry is another wallet's", error: "WrongEntry", state: { owner: "of another entry" } },
    {
      where: "the destination is of another mint",
      error: "WrongTokenAccount",
      state: { destination: () => tokenAccountOf(scene.alice.publicKey, scene.tesla.mint) },
    },
    {
      where: "the destination is somebody else's",
      error: "WrongTokenOwner",
      state: { destination: () => tokenAccountOf(scene.bob.publicKey, scene.asset.mint) },
    },
    { where: "the destination's owner can change", error: "OwnerNotImmutable", state: { destination: () => mutable } },
  ],
});

const attempt = async () => ({ instruction: claiming(), signers: [scene.alice] });
describeMalformed({ world: () => world, name: "claim_redemption", attempt });
describeReadOnly({ world: () => world, name: "claim_redemption", attempt });

const wrong = wrongAccounts(() => scene);
describeSubstitutions({
  world: () => world,
  name: "claim_redemption",
  attempt,
  substitutions: {
    owner: [
      {
        as: "another holder",
        key: () => scene.bob.publicKey,
        refused: ["custody", "NotOwner"],
        signers: () => [scene.bob],
      },
      {
        as: "the redeemer",
        key: () => world.issuer.redeemer.publicKey,
        refused: ["custody", "NotOwner"],
        signers: () => [world.issuer.redeemer],
      },
      { as: "the rent payer", key: () => world.payer.publicKey, refused: ["custody", "NotOwner"] },
    ],
    issuer: wrong.issuer("WrongIssuer"),
    asset: wrong.asset,
    mint: wrong.mint,
    escrow: wrong.escrow,
    redemption: [
      ...wrong.redemption,
      { as: "another of the same owner's", key: () => scene.other, refused: ["custody", "NotRejected"] },
    ],
    destination: [
      {
        as: "another holder's account",
        key: () => tokenAccountOf(scene.bob.publicKey, scene.asset.mint),
        refused: ["custody", "WrongTokenOwner"],
      },
      {
        as: "the owner's account of the second mint",
        key: () => tokenAccountOf(scene.alice.publicKey, scene.tesla.mint),
        refused: ["custody", "WrongTokenAccount"],
      },
      {
        as: "the escrow itself",
        key: () => scene.asset.escrow,
        refused: ["custody", "ConstraintDuplicateMutableAccount"],
      },
      { as: "a wallet", key: () => scene.bob.publicKey, refused: ["custody", "WrongTokenAccount"] },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "WrongTokenAccount"] },
      {
        as: "a copy that another program owns",
        key: () => foreignCopyOf(world.vm, tokenAccountOf(scene.alice.publicKey, scene.asset.mint), TOKEN_PROGRAM_ID),
        refused: ["custody", "WrongTokenAccount"],
      },
    ],
    registry: wrong.registry,
    owner_entry: wrong.entry(),
    escrow_entry: wrong.escrow_entry,
    validation: wrong.validation,
    compliance_program: wrong.compliance_program,
    token_program: wrong.token_program,
  },
});
