import {
  fetchAsset,
  fetchRedemption,
  parseMint,
  type Redemption,
  type SeizeRedemptionInput,
  TOKEN_PROGRAM_ID,
} from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey } from "@solana/web3.js";
import {
  allow,
  cancelInstruction,
  createTokenAccountInstruction,
  settle,
  settleInstruction,
  tokenAccountOf,
} from "./harness/acts";
import { balanceOf, totalsOf } from "./harness/balances";
import { checkpoint } from "./harness/checkpoint";
import { forgeAsset, forgeBytes, forgeIssuer, forgeRedemption, forgeRegistry, forgeVacant } from "./harness/forge";
import { freeze } from "./harness/freezing";
import { foreignCopyOf } from "./harness/imposters";
import { ONE } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { accept, CASE, flag, recover, reject, seize, seizeInstruction } from "./harness/redemptionActs";
import {
  AMOUNT,
  entryOf,
  passDeadline,
  readRedemption,
  type RedemptionScene,
  startRedemptions,
  wrongAccounts,
  wrongSigners,
} from "./harness/redemptionScene";
import { describeSubstitutions } from "./harness/substitution";
import { createTokenAccount } from "./harness/tokenAccounts";
import { pauseToken } from "./harness/tokenPause";
import { act, DAY, US, type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;
const NO_CASE = new Uint8Array(32);
const RECEIVE = 2;

let scene: RedemptionScene;
let world: World;
/** Who gets what is seized, and token accounts of theirs: the owner fixed, and not. */
let bob: PublicKey;
let second: PublicKey;
let mutable: PublicKey;
let restore: () => Promise<void>;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
  bob = scene.bob.publicKey;
  second = await createTokenAccount(world, "second", scene.asset.mint, bob);
  mutable = await createTokenAccount(world, "mutable", scene.asset.mint, bob, { hasImmutableOwner: false });
  for (const { mint } of [scene.open, scene.tesla]) await act(world, createTokenAccountInstruction(world, bob, mint));
  await allow(world, scene.alice.publicKey, { status: "Revoked" });
  restore = await checkpoint(world.vm, [
    entry(),
    second,
    ...[scene.open, scene.tesla].map(({ mint }) => tokenAccountOf(bob, mint)),
  ]);
});

afterEach(async () => {
  await scene.restore();
  await restore();
});

const entry = (wallet: PublicKey = scene.alice.publicKey): PublicKey => entryOf(world.registry.address, wallet);
const both = (): Keypair[] => [scene.asset.issuer.authority, scene.asset.issuer.complianceOfficer];
const seizing = (changes: Partial<SeizeRedemptionInput> = {}) =>
  seizeInstruction(world, scene.asset, scene.redemption, { receiver: bob, ...changes });
const seizeIt = (changes: Partial<SeizeRedemptionInput> = {}) =>
  seize(world, scene.asset, scene.redemption, { receiver: bob, ...changes });

async function refused(name: string, changes: Partial<SeizeRedemptionInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: await seizing(changes), signers: both() }, "custody", name);
}

describe("seize_redemption", () => {
  test.each([
    ["hooked", () => ({ listed: scene.asset, address: scene.redemption })],
    ["open", () => ({ listed: scene.open, address: scene.openRedemption })],
  ])("seize_redemption of the profile %s gives everything to the receiver and ends the request", async (_, which) => {
    const { listed, address } = which();
    const destination = tokenAccountOf(bob, listed.mint);
    const held = await balanceOf(world, destination);
    const before = await readRedemption(world, listed, address, [scene.other]);
    const sent = await seize(world, listed, address, { receiver: bob });
    const now = await world.vm.now();
    const sequence = before.asset.sequence + 1n;
    expect(await readRedemption(world, listed, address, [scene.other])).toEqual({
      ...before,
      asset: { ...before.asset, escrowed: before.asset.escrowed - AMOUNT, sequence },
      redemption: { ...before.redemption, status: "Seized", endedAt: now },
      escrow: before.escrow - AMOUNT,
    });
    expect(await balanceOf(world, destination)).toBe(held + AMOUNT);
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionSeized",
        line: expect.any(Number),
        data: {
          asset: listed.address,
          sequence,
          at: now,
          redemption: address,
          redemptionSequence: before.redemption.sequence,
          owner: scene.alice.publicKey,
          amount: AMOUNT,
          receiver: bob,
          destination,
          caseSha256: CASE,
          totals: await totalsOf(world, listed),
        },
      },
    ]);
  });

  test("seize_redemption takes what is open of a request that was settled in part, accepted or rejected", async () => {
    const { asset, redemption, other, wire, alice } = scene;
    const { authority } = world.registry;
    await allow(world, alice.publicKey, { signer: authority.publicKey });
    await settle(world, asset, redemption, { amount: ONE, cash: 4n });
    await accept(world, asset, other);
    await reject(world, asset, wire);
    await allow(world, alice.publicKey, { status: "Revoked" });
    const sent = await seizeIt();
    expect(sent.events).toMatchObject([{ data: { amount: 2n * ONE } }]);
    for (const address of [other, wire]) await seize(world, asset, address, { receiver: bob });
    for (const address of [redemption, other, wire])
      expect(await fetchRedemption(world.vm, address)).toMatchObject({ status: "Seized" });
    expect(await balanceOf(world, asset.escrow)).toBe(0n);
  });

  test("seize_redemption takes a request that was recovered, before and after a payout is named", async () => {
    const { asset, redemption, heir, alice } = scene;
    await allow(world, alice.publicKey, { signer: world.registry.authority.publicKey, identity: CASE });
    await allow(world, heir.publicKey, { identity: CASE });
    await recover(world, asset, redemption, heir.publicKey);
    await refused("OwnerNotRevoked");
    await allow(world, heir.publicKey, { status: "Revoked" });
    await seizeIt();
    expect(await fetchRedemption(world.vm, redemption)).toMatchObject({ status: "Seized", owner: heir.publicKey });
  });

  test("seize_redemption opens the mint gate that the request has shut", async () => {
    await allow(world, scene.alice.publicKey, { signer: world.registry.authority.publicKey });
    await passDeadline(world, scene.redemption);
    await flag(world, scene.asset, scene.redemption);
    await allow(world, scene.alice.publicKey, { status: "Revoked" });
    const sent = await seizeIt();
    expect(sent.events).toMatchObject([{ data: { totals: { overdue: 0n } } }]);
    expect(await fetchAsset(world.vm, scene.asset.address)).toMatchObject({ overdue: 0n });
  });

  test("seize_redemption leaves nothing to seize, cancel or pay for", async () => {
    const { asset, redemption, alice } = scene;
    await seizeIt();
    await refused("RedemptionEnded");
    await allow(world, alice.publicKey, { signer: world.registry.authority.publicKey });
    await passDeadline(world, redemption);
    const cancelling = cancelInstruction(asset, redemption, alice.publicKey);
    await expectRefusal(world, { instructions: cancelling, signers: [alice] }, "custody", "RedemptionEnded");
    const paying = await settleInstruction(world, asset, redemption, { amount: ONE, cash: 4n });
    await expectRefusal(
      world,
      { instructions: paying, signers: [asset.issuer.redeemer] },
      "custody",
      "RedemptionEnded",
    );
  });

  test("seize_redemption works where the token is paused, which it still is afterwards", async () => {
    await pauseToken(world, scene.asset);
    const before = await world.vm.getAccount(scene.asset.mint);
    await seizeIt();
    expect(await world.vm.getAccount(scene.asset.mint)).toEqual(before);
    expect(parseMint(before!.data).pausable).toMatchObject({ paused: true });
  });

  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: 2n ** 62n })],
    ["the asset is halted", () => forgeAsset(world.vm, scene.asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, scene.asset.address, { status: "Delisted" })],
    ["the deadline has long passed", async () => world.vm.setTime((await world.vm.now()) + 300n * DAY)],
  ])("seize_redemption works where %s", async (_, stop) => {
    await stop();
    await seizeIt();
    expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Seized" });
  });
});

describe("the owner", () => {
  test.each([
    ["is active", () => allow(world, scene.alice.publicKey, { signer: world.registry.authority.publicKey })],
    [
      "is only suspended",
      async () => {
        await allow(world, scene.alice.publicKey, { signer: world.registry.authority.publicKey });
        await allow(world, scene.alice.publicKey, { status: "Suspended" });
      },
    ],
    ["is not listed", () => forgeVacant(world.vm, entry())],
  ])("seize_redemption refuses where the owner %s", async (_, change) => {
    await change();
    await refused("OwnerNotRevoked");
  });

  // The attack: an entry that is revoked, but not this owner's, here.
  test("seize_redemption takes nobody else's revocation for the owner's", async () => {
    const { alice, heir, foreign } = scene;
    await allow(world, alice.publicKey, { signer: world.registry.authority.publicKey });
    await allow(world, heir.publicKey, { status: "Revoked" });
    await allow(world, alice.publicKey, { status: "Revoked" }, foreign.issuer.registry);
    await refused("WrongEntry", { ownerEntry: entry(heir.publicKey) });
    await refused("WrongEntry", { ownerEntry: entryOf(foreign.issuer.registry.address, alice.publicKey) });
    const copy = await foreignCopyOf(world.vm, entry(heir.publicKey), TOKEN_PROGRAM_ID);
    await refused("WrongEntry", { ownerEntry: copy });
  });
});

describe("the receiver", () => {
  const to = (changes: Parameters<typeof allow>[2]) => () => allow(world, bob, changes);
  test.each([
    ["is not listed", () => forgeVacant(world.vm, entry(bob)), "HolderNotListed"],
    ["is suspended", to({ status: "Suspended" }), "HolderNotActive"],
    ["is revoked", to({ status: "Revoked" }), "HolderNotActive"],
    ["is of a blocked jurisdiction", to({ jurisdiction: US }), "HolderJurisdictionBlocked"],
    ["lacks RECEIVE", to({ permissions: 255 & 15 & ~RECEIVE }), "HolderNotPermitted"],
  ] as const)("seize_redemption refuses where the receiver %s", async (_, change, error) => {
    await change();
    await refused(error);
  });

  test("seize_redemption needs no other permission of the receiver than RECEIVE", async () => {
    await allow(world, bob, { permissions: RECEIVE });
    await seizeIt();
  });

  test("seize_redemption takes a receiver a second before their entry expires, and refuses them then", async () => {
    const expiresAt = (await world.vm.now()) + 100n;
    await allow(world, bob, { expiresAt });
    await world.vm.setTime(expiresAt);
    await refused("HolderExpired");
    await world.vm.setTime(expiresAt - 1n);
    await seizeIt();
  });

  test("seize_redemption refuses to give the tokens back to the revoked owner", async () => {
    await refused("HolderNotActive", { receiver: scene.alice.publicKey });
  });

  test("seize_redemption sends to any account of the receiver's whose owner can't change", async () => {
    const sent = await seizeIt({ destination: second });
    expect(await balanceOf(world, second)).toBe(AMOUNT);
    expect(sent.events).toMatchObject([{ data: { receiver: bob, destination: second } }]);
    await seize(world, scene.open, scene.openRedemption, { receiver: bob });
  });

  test("seize_redemption refuses an account that was created for an earlier mint at this address", async () => {
    // The extension that the hook asks for, turned into one that Token-2022 does not know of this kind.
    await forgeBytes(world.vm, second, (data) => data.set([14], 174));
    await refused("AccountOfEarlierMint", { destination: second });
  });

  test("seize_redemption refuses a registry that a later version of the compliance program has laid out anew", async () => {
    await forgeRegistry(world.vm, world.registry.address, { version: 2 });
    await refused("WrongRegistry");
  });

  test("seize_redemption refuses a frozen destination by Token-2022's error", async () => {
    await freeze(world, scene.asset, tokenAccountOf(bob, scene.asset.mint));
    await expectRefusal(world, { instructions: await seizing(), signers: both() }, "token-2022", "AccountFrozen");
  });

  test("seize_redemption refuses the escrow of another asset as the destination", async () => {
    await allow(world, scene.asset.address, { class: "Venue", permissions: RECEIVE, jurisdiction: 0 });
    const receiver = scene.asset.address;
    const attempt = { instructions: await seizing({ receiver, destination: scene.tesla.escrow }), signers: both() };
    await expectRefusal(world, attempt, "custody", "WrongTokenAccount");
  });
});

describe("what was signed", () => {
  test.each([-1n, 1n])("seize_redemption refuses a sequence that is off by %s", async (step) => {
    const { sequence } = await fetchRedemption(world.vm, scene.redemption);
    await refused("SequenceMismatch", { sequence: sequence + step });
  });

  test("seize_redemption refuses a case that is not named", () => refused("CaseMissing", { caseSha256: NO_CASE }));

  test("seize_redemption is the authority's and the compliance officer's of now, and nobody's where a place is empty", async () => {
    const [next, other] = [keypairOf("next authority"), keypairOf("next compliance officer")];
    await forgeIssuer(world.vm, world.issuer.address, {
      authority: next.publicKey,
      complianceOfficer: other.publicKey,
    });
    await refused("NotAuthority");
    const ours = { authority: next.publicKey, complianceOfficer: other.publicKey };
    await act(world, await seizing(ours), [next, other]);
    await forgeIssuer(world.vm, world.issuer.address, { complianceOfficer: PublicKey.default });
    const attempt = { instructions: await seizing(ours), signers: [next, other] };
    await expectRefusal(world, attempt, "custody", "NotComplianceOfficer");
  });
});

describeOrder<{
  input?: Partial<SeizeRedemptionInput>;
  redemption?: Partial<Redemption>;
  owner?: "active" | "of another entry";
  destination?: () => PublicKey;
  receiver?: "suspended" | "of another entry";
}>({
  name: "seize_redemption",
  expectRefusal: async ({ input, redemption, owner, destination, receiver }, error) => {
    if (redemption) await forgeRedemption(world.vm, scene.redemption, redemption);
    if (owner === "active") await allow(world, scene.alice.publicKey, { signer: world.registry.authority.publicKey });
    if (receiver === "suspended") await allow(world, bob, { status: "Suspended" });
    const another = entry(scene.heir.publicKey);
    await refused(error, {
      ...input,
      ...(owner === "of another entry" && { ownerEntry: another }),
      ...(receiver === "of another entry" && { receiverEntry: another }),
      ...(destination && { destination: destination() }),
    });
  },
  checks: [
    { where: "the sequence is another's", error: "SequenceMismatch", state: { input: { sequence: U64_MAX } } },
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { endedAt: 1n } } },
    { where: "no case is named", error: "CaseMissing", state: { input: { caseSha256: NO_CASE } } },
    { where: "the owner is active", error: "OwnerNotRevoked", state: { owner: "active" } },
    { where: "the owner's entry is another's", error: "WrongEntry", state: { owner: "of another entry" } },
    {
      where: "the destination is of another mint",
      error: "WrongTokenAccount",
      state: { destination: () => tokenAccountOf(bob, scene.tesla.mint) },
    },
    { where: "the destination's owner can change", error: "OwnerNotImmutable", state: { destination: () => mutable } },
    { where: "the receiver is suspended", error: "HolderNotActive", state: { receiver: "suspended" } },
    { where: "the receiver's entry is another's", error: "WrongEntry", state: { receiver: "of another entry" } },
  ],
});

const attempt = async () => ({ instruction: await seizing(), signers: both() });
describeMalformed({ world: () => world, name: "seize_redemption", attempt });
describeReadOnly({ world: () => world, name: "seize_redemption", attempt });

const wrong = wrongAccounts(() => scene);
describeSubstitutions({
  world: () => world,
  name: "seize_redemption",
  attempt,
  substitutions: {
    authority: wrongSigners(() => scene, "authority", "NotAuthority"),
    compliance_officer: wrongSigners(() => scene, "complianceOfficer", "NotComplianceOfficer"),
    issuer: wrong.issuer("NotAuthority"),
    asset: wrong.asset,
    mint: wrong.mint,
    escrow: wrong.escrow,
    redemption: [
      ...wrong.redemption,
      { as: "another of the same owner's", key: () => scene.other, refused: ["custody", "SequenceMismatch"] },
    ],
    destination: [
      {
        as: "the receiver's account of the second mint",
        key: () => tokenAccountOf(bob, scene.tesla.mint),
        refused: ["custody", "WrongTokenAccount"],
      },
      {
        as: "another holder's account",
        key: () => tokenAccountOf(scene.heir.publicKey, scene.asset.mint),
        refused: ["custody", "WrongEntry"],
      },
      {
        as: "the escrow itself",
        key: () => scene.asset.escrow,
        refused: ["custody", "ConstraintDuplicateMutableAccount"],
      },
      { as: "a wallet", key: () => bob, refused: ["custody", "WrongTokenAccount"] },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "WrongTokenAccount"] },
      {
        as: "a copy that another program owns",
        key: () => foreignCopyOf(world.vm, tokenAccountOf(bob, scene.asset.mint), TOKEN_PROGRAM_ID),
        refused: ["custody", "WrongTokenAccount"],
      },
    ],
    registry: [
      wrong.registry[0],
      { as: "the issuer", key: () => world.issuer.address, refused: ["custody", "IllegalOwner"] },
      { as: "the registry's log", key: () => world.registry.log, refused: ["custody", "AccountDataTooSmall"] },
    ],
    owner_entry: wrong.entry(),
    receiver_entry: [
      {
        as: "the entry of another wallet",
        key: () => entry(scene.heir.publicKey),
        refused: ["custody", "WrongEntry"],
      },
      { as: "nothing", key: () => keypairOf("nowhere").publicKey, refused: ["custody", "WrongEntry"] },
    ],
    escrow_entry: wrong.escrow_entry,
    validation: wrong.validation,
    compliance_program: wrong.compliance_program,
    token_program: wrong.token_program,
  },
});
