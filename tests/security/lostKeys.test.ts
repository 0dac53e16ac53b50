/** The design's seventh invariant: with every operator key lost and every stop set, an owner who is not suspended or revoked gets escrowed tokens back. */
import { fetchRedemption, prepareCancelRedemption, prepareClaimRedemption } from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey } from "@solana/web3.js";
import { allow, cancelInstruction, settle, tokenAccountOf } from "../harness/acts";
import { balanceOf } from "../harness/balances";
import { forgeAsset, forgeIssuer, forgeMultiplier, forgePause, forgeRegistry, forgeVacant } from "../harness/forge";
import { ONE, type TestAsset } from "../harness/listing";
import { expectRefusal } from "../harness/refusal";
import { accept, claimInstruction, flag, namePayout, recover, reject, settleOffchain } from "../harness/redemptionActs";
import { AMOUNT, entryOf, passDeadline, type RedemptionScene, startRedemptions } from "../harness/redemptionScene";
import { SOL, US, type World } from "../harness/world";

const I64_MAX = 2n ** 63n - 1n;
const NOBODY = PublicKey.default;

let scene: RedemptionScene;
let world: World;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
});

beforeEach(async () => {
  for (const { publicKey } of [scene.alice, scene.heir]) await world.vm.fund(publicKey, SOL);
});

afterEach(() => scene.restore());

/** No key of the issuer's or the registry's can sign any more, and whatever can be stopped is, for ever. */
async function loseEverything(): Promise<void> {
  const roles = {
    authority: NOBODY,
    pendingAuthority: NOBODY,
    custodian: NOBODY,
    minter: NOBODY,
    redeemer: NOBODY,
    pauser: NOBODY,
    actionOfficer: NOBODY,
    complianceOfficer: NOBODY,
    attestors: Array<PublicKey>(5).fill(NOBODY),
    cashMints: Array<PublicKey>(4).fill(NOBODY),
  };
  await forgeIssuer(world.vm, world.issuer.address, { ...roles, mintPaused: 1 });
  await forgeRegistry(world.vm, world.registry.address, {
    authority: NOBODY,
    pendingAuthority: NOBODY,
    officer: NOBODY,
    pauser: NOBODY,
    pausedUntil: I64_MAX,
    blockedJurisdictions: new Uint8Array(128).fill(255),
  });
  for (const { address, mint } of [scene.asset, scene.open]) {
    await forgeAsset(world.vm, address, { status: "Delisted", tokenPausedUntil: I64_MAX, attestAfter: I64_MAX });
    await forgePause(world.vm, mint, true);
    await forgeMultiplier(world.vm, mint, 0x3ff0_0000_0000_0000n, 0x4000_0000_0000_0000n, 0n);
  }
}

interface Way {
  readonly listed: TestAsset;
  readonly redemption: PublicKey;
  readonly owner: Keypair;
  /** Raw that must come back. */
  readonly open: bigint;
}

const of = (changes: Partial<Way> = {}): Way => ({
  listed: scene.asset,
  redemption: scene.redemption,
  owner: scene.alice,
  open: AMOUNT,
  ...changes,
});

async function expectBack(way: Way, prepare: typeof prepareCancelRedemption): Promise<void> {
  const { listed, redemption, owner, open } = way;
  const tokens = tokenAccountOf(owner.publicKey, listed.mint);
  const before = await balanceOf(world, tokens);
  const prepared = await prepare(world.vm, {
    owner: owner.publicKey,
    issuer: world.issuer.address,
    mint: listed.mint,
    redemption,
  });
  expect(prepared.signers).toEqual([owner.publicKey]);
  await send(world.vm, prepared, [owner]);
  expect(await balanceOf(world, tokens)).toBe(before + open);
}

const states: readonly (readonly [string, () => Promise<Way>])[] = [
  ["that nobody has touched", async () => of()],
  ["of the profile open", async () => of({ listed: scene.open, redemption: scene.openRedemption })],
  ["that is paid off chain", async () => of({ redemption: scene.wire })],
  [
    "that was accepted",
    async () => {
      await accept(world, scene.asset, scene.redemption);
      return of();
    },
  ],
  [
    "that was settled in part on chain",
    async () => {
      await settle(world, scene.asset, scene.redemption, { amount: ONE, cash: 4n });
      return of({ open: 2n * ONE });
    },
  ],
  [
    "that was settled in part off chain",
    async () => {
      await settleOffchain(world, scene.asset, scene.wire, { amount: ONE });
      return of({ redemption: scene.wire, open: 2n * ONE });
    },
  ],
  [
    "that is overdue",
    async () => {
      await passDeadline(world, scene.redemption);
      await flag(world, scene.asset, scene.redemption);
      return of();
    },
  ],
  [
    "that was recovered",
    async () => {
      await recover(world, scene.asset, scene.redemption, scene.heir.publicKey);
      return of({ owner: scene.heir });
    },
  ],
  [
    "that was recovered, and whose new owner has named a payout",
    async () => {
      await recover(world, scene.asset, scene.redemption, scene.heir.publicKey);
      const payout = { kind: "OffChain", instructionSha256: new Uint8Array(32) } as const;
      await namePayout(world, scene.asset, scene.redemption, scene.heir, payout);
      return of({ owner: scene.heir });
    },
  ],
];

const owners: readonly (readonly [string, (owner: PublicKey) => Promise<unknown>])[] = [
  ["is listed", async () => undefined],
  ["has let the KYC lapse", (owner) => allow(world, owner, { expiresAt: 1n })],
  ["is of a blocked jurisdiction", (owner) => allow(world, owner, { jurisdiction: US })],
  ["has no permission", (owner) => allow(world, owner, { permissions: 0 })],
  ["is not listed any more", (owner) => forgeVacant(world.vm, entryOf(world.registry.address, owner))],
];

describe("with every operator's key lost and every stop set", () => {
  test.each(states)(
    "GS8: with every key lost and every stop set, an owner takes a request back %s",
    async (_, prepareState) => {
      const way = await prepareState();
      await loseEverything();
      await passDeadline(world, way.redemption);
      await expectBack(way, prepareCancelRedemption);
    },
  );

  test.each(states)(
    "GS8: with every key lost and every stop set, an owner claims a rejected request %s",
    async (_, prepareState) => {
      const way = await prepareState();
      await reject(world, way.listed, way.redemption);
      await loseEverything();
      await expectBack(way, prepareClaimRedemption);
    },
  );

  test.each(owners)(
    "GS8: with every key lost and every stop set, an owner gets the tokens back who %s",
    async (_, change) => {
      await reject(world, scene.asset, scene.other);
      await change(scene.alice.publicKey);
      await loseEverything();
      await expectBack(of({ redemption: scene.other }), prepareClaimRedemption);
      await passDeadline(world, scene.redemption);
      await expectBack(of(), prepareCancelRedemption);
      expect(await fetchRedemption(world.vm, scene.redemption)).toMatchObject({ status: "Cancelled" });
    },
  );

  test.each(["Suspended", "Revoked"] as const)(
    "GS8: with every key lost and every stop set, an owner who is %s gets nothing back",
    async (status) => {
      await reject(world, scene.asset, scene.other);
      await allow(world, scene.alice.publicKey, { status });
      await loseEverything();
      await passDeadline(world, scene.redemption);
      const { asset, alice, redemption, other } = scene;
      for (const instructions of [
        cancelInstruction(asset, redemption, alice.publicKey),
        claimInstruction(asset, other, alice.publicKey),
      ])
        await expectRefusal(world, { instructions, signers: [alice] }, "custody", "HolderNotActive");
    },
  );
});
