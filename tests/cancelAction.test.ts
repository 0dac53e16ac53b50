import {
  type Asset,
  encodeCorporateAction,
  fetchAsset,
  fetchCorporateAction,
  multiplierFromBits,
  multiplierFromDecimal,
  parseMint,
  rawToShares,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  U64_MAX,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME, startVm } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import { attest, createTokenAccountInstruction, mintInstruction, record } from "./harness/acts";
import { revokeRole } from "./harness/admin";
import { totalsOf } from "./harness/balances";
import { checkpoint } from "./harness/checkpoint";
import { actionOf, cancelAction, cancelActionInstruction, schedule, type TestAction } from "./harness/corporateActions";
import { forgeAsset, forgeIssuer, forgeMultiplier } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { imposters } from "./harness/imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { NOTHING_PROGRAM } from "./harness/nothingProgram";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { pauseRegistry } from "./harness/registryActs";
import { describeSubstitutions } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, createIssuer, createRegistry, DAY, startWorld, type World } from "./harness/world";

const NOW = DEFAULT_VM_TIME;
const SUPPLY = 400n * ONE;
const bits = (decimal: string): bigint => multiplierFromDecimal(decimal).bits;
const UNIT = bits("1");
const NOTHING: Asset["action"] = { kind: "None", number: 0n, from: 0n, to: 0n, effectiveAt: 0n };

const DIVIDEND: TestAction = { action: { kind: "Dividend", to: bits("1.25") }, effectiveAt: NOW + DAY };
const REVERSE_SPLIT: TestAction = {
  action: { kind: "Split", numerator: 1, denominator: 8, to: bits("0.125") },
  effectiveAt: NOW + DAY,
};
const SPLIT: TestAction = {
  action: { kind: "Split", numerator: 10, denominator: 1, to: bits("10") },
  effectiveAt: NOW + DAY,
};
const DECREASE: TestAction = { action: { kind: "Decrease", to: bits("0.9") }, effectiveAt: NOW + DAY };

let world: World;
let asset: TestAsset;
let sibling: TestAsset;
let theirs: TestAsset;
let alice: Keypair;
let restore: () => Promise<void>;
let lastId = 0;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla, profile: "open" });
  const issuer = await createIssuer(world, "their issuer", await createRegistry(world, "their registry"), []);
  theirs = await listAsset(world, { issuer, symbol: "THEIRS", profile: "open" });
  await attest(world, asset, { shares: 1_000n * ONE });
  alice = await createHolder(world, asset, "alice", SUPPLY);
  const { address, mint, attestation } = asset;
  restore = await checkpoint(world.vm, [
    ...[address, mint, attestation, world.issuer.address, world.registry.address, sibling.address, sibling.mint],
    ...[actionOf(asset, 1n), actionOf(asset, 2n), actionOf(asset, 3n), actionOf(sibling, 1n)],
  ]);
});
beforeEach(() => restore());

function expectRefused(error: string, number = 1n, signer = world.issuer.actionOfficer): Promise<unknown> {
  const instructions = cancelActionInstruction(asset, number, { signer: signer.publicKey });
  return expectRefusal(world, { instructions, signers: [signer] }, "custody", error);
}

async function multipliers(): Promise<{ now: bigint; next: bigint; from: bigint }> {
  const { scaledUiAmount } = parseMint((await world.vm.getAccount(asset.mint))!.data);
  const { multiplierBits: now, newMultiplierBits: next, newMultiplierEffectiveTimestamp: from } = scaledUiAmount!;
  return { now, next, from };
}

describe("cancel_action", () => {
  const kinds: readonly (readonly [string, TestAction])[] = [
    ["a dividend", DIVIDEND],
    ["a split", SPLIT],
    ["a reverse split", REVERSE_SPLIT],
    ["a decrease", DECREASE],
  ];
  test.each(kinds)(
    "cancel_action takes %s back: its account says so, asset and mint know it no more",
    async (_, wanted) => {
      await schedule(world, asset, wanted);
      const [before, totals] = [await fetchAsset(world.vm, asset.address), await totalsOf(world, asset)];
      const scheduled = await fetchCorporateAction(world.vm, actionOf(asset, 1n));
      await world.vm.setTime(NOW + 5n);

      const { events } = await cancelAction(world, asset, 1n);
      const cancelled = { ...scheduled, status: "Cancelled" as const };
      expect((await world.vm.getAccount(actionOf(asset, 1n)))?.data).toEqual(encodeCorporateAction(cancelled));
      const sequence = before.sequence + 1n;
      const attestAfter = wanted === DIVIDEND ? before.attestAfter : NOW + 5n;
      expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...before, action: NOTHING, attestAfter, sequence });
      expect(await multipliers()).toEqual({ now: UNIT, next: UNIT, from: 0n });
      expect(events).toEqual([
        {
          program: "custody",
          line: expect.any(Number),
          name: "ActionCancelled",
          data: { asset: asset.address, sequence, at: NOW + 5n, number: 1n, multiplier: UNIT, totals },
        },
      ]);
    },
  );

  test("cancel_action leaves the multiplier that the action before has brought, in both of the mint's fields", async () => {
    await schedule(world, asset, DIVIDEND);
    await world.vm.setTime(NOW + DAY);
    await schedule(world, asset, {
      ...DIVIDEND,
      action: { kind: "Dividend", to: bits("1.3") },
      effectiveAt: NOW + 2n * DAY,
    });
    const { events } = await cancelAction(world, asset, 2n);
    expect(await multipliers()).toEqual({ now: bits("1.25"), next: bits("1.25"), from: 0n });
    expect(events).toMatchObject([{ data: { number: 2n, multiplier: bits("1.25") } }]);
    await world.vm.setTime(NOW + 3n * DAY);
    expect(await multipliers()).toMatchObject({ next: bits("1.25") });
  });

  const stops: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["minting is paused", () => forgeIssuer(world.vm, world.issuer.address, { mintPaused: 1 })],
    ["the asset is halted", () => forgeAsset(world.vm, asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, asset.address, { status: "Delisted" })],
    ["the token is paused", () => pauseToken(world, asset)],
    ["the registry is paused", () => pauseRegistry(world, world.registry, 60n)],
  ];
  test.each(stops)("cancel_action cancels while %s", async (_, stop) => {
    await schedule(world, asset, DIVIDEND);
    await stop();
    await cancelAction(world, asset, 1n);
    expect(await multipliers()).toEqual({ now: UNIT, next: UNIT, from: 0n });
  });
});

describe("who can take an action back", () => {
  const entitled: readonly (readonly [string, () => Keypair])[] = [
    ["the authority", () => world.issuer.authority],
    ["the pauser", () => world.issuer.pauser],
  ];

  test.each(entitled)("cancel_action cancels for %s", async (_, signer) => {
    await schedule(world, asset, REVERSE_SPLIT);
    await cancelAction(world, asset, 1n, signer());
    expect((await fetchCorporateAction(world.vm, actionOf(asset, 1n))).status).toBe("Cancelled");
    expect(await multipliers()).toEqual({ now: UNIT, next: UNIT, from: 0n });
  });

  test.each(entitled)(
    "cancel_action cancels for %s what an action officer has scheduled who was revoked then, and for the officer no more",
    async (_, signer) => {
      await schedule(world, asset, DIVIDEND);
      await revokeRole(world, world.issuer, "ActionOfficer");
      await expectRefused("NotActionOfficer");
      await cancelAction(world, asset, 1n, signer());
      expect(await multipliers()).toEqual({ now: UNIT, next: UNIT, from: 0n });
    },
  );

  const others: readonly (readonly [string, () => Keypair])[] = [
    ["the custodian, who signs for scheduling", () => world.issuer.custodian],
    ["the minter", () => world.issuer.minter],
    ["the redeemer", () => world.issuer.redeemer],
    ["the compliance officer", () => world.issuer.complianceOfficer],
    ["an attestor", () => world.issuer.attestors[0]!],
    ["a holder", () => alice],
  ];
  test.each(others)("cancel_action refuses %s", async (_, signer) => {
    await schedule(world, asset, DIVIDEND);
    await expectRefused("NotActionOfficer", 1n, signer());
  });
});

describe("until when an action can be taken back", () => {
  test.each([
    ["a dividend", DIVIDEND],
    ["a reverse split", REVERSE_SPLIT],
  ])(
    "cancel_action cancels %s in the last second before it takes effect, and not in the second that it does",
    async (...given) => {
      const [, wanted] = given;
      await schedule(world, asset, wanted);
      await world.vm.setTime(NOW + DAY);
      await expectRefused("ActionNotPending");
      await world.vm.setTime(NOW + DAY - 1n);
      await cancelAction(world, asset, 1n);
      await world.vm.setTime(NOW + DAY);
      expect(await multipliers()).toEqual({ now: UNIT, next: UNIT, from: 0n });
    },
  );

  test("cancel_action cancels once", async () => {
    await schedule(world, asset, DIVIDEND);
    await cancelAction(world, asset, 1n);
    await expectRefused("ActionNotPending");
  });

  test("cancel_action cancels the pending action, and none of before", async () => {
    await schedule(world, asset, DIVIDEND);
    await cancelAction(world, asset, 1n);
    await schedule(world, asset, DIVIDEND);
    await expectRefused("ActionNotPending", 1n);
    await cancelAction(world, asset, 2n);
    expect((await fetchCorporateAction(world.vm, actionOf(asset, 2n))).status).toBe("Cancelled");
  });
});

describe("the mint gate after a cancellation", () => {
  test("cancel_action gives back what a dividend has asked of the reserve since it was scheduled", async () => {
    const needed = rawToShares(SUPPLY + ONE, multiplierFromBits(bits("1.25")), "ceil");
    await world.vm.setTime(NOW + 1n);
    await attest(world, asset, { shares: needed - 1n });
    const deposit = await record(world, asset, { id: "after a dividend", shares: ONE, recipient: alice.publicKey });
    await act(world, createTokenAccountInstruction(world, alice.publicKey, asset.mint));
    await schedule(world, asset, DIVIDEND);
    const instructions = mintInstruction(world, asset, deposit, alice.publicKey);
    const attempt = { instructions, signers: [world.issuer.minter] };
    await expectRefusal(world, attempt, "custody", "InsufficientReserve");
    await cancelAction(world, asset, 1n);
    await act(world, instructions, attempt.signers);
  });

  test.each([
    ["a split", SPLIT],
    ["a reverse split", REVERSE_SPLIT],
    ["a decrease", DECREASE],
  ])(
    "cancel_action of %s shuts it until an attestation of then or later, as the shares may have changed all the same",
    async (...given) => {
      const [, wanted] = given;
      const instructions = await waitingDeposit();
      const signers = [world.issuer.minter];
      await schedule(world, asset, wanted);
      await world.vm.setTime(NOW + 5n);
      await cancelAction(world, asset, 1n);
      await expectRefusal(world, { instructions, signers }, "custody", "AttestationBeforeEvent");
      await attest(world, asset, { shares: 1_000n * ONE, asOf: NOW + 4n });
      await expectRefusal(world, { instructions, signers }, "custody", "AttestationBeforeEvent");
      await attest(world, asset, { shares: 1_000n * ONE, asOf: NOW + 5n });
      await act(world, instructions, signers);
    },
  );

  test("cancel_action of a dividend leaves it open by the attestation of before", async () => {
    const instructions = await waitingDeposit();
    await schedule(world, asset, DIVIDEND);
    await world.vm.setTime(NOW + 5n);
    await cancelAction(world, asset, 1n);
    await act(world, instructions, [world.issuer.minter]);
  });

  test("cancel_action of a dividend leaves what a split in force before it asks of the attestation", async () => {
    await schedule(world, asset, REVERSE_SPLIT);
    await world.vm.setTime(NOW + DAY);
    await attest(world, asset, { shares: 1_000n * ONE });
    const next = { action: { kind: "Dividend", to: bits("0.13") }, effectiveAt: NOW + 2n * DAY } as const;
    await schedule(world, asset, next);
    await world.vm.setTime(NOW + DAY + 5n);
    await cancelAction(world, asset, 2n);
    expect((await fetchAsset(world.vm, asset.address)).attestAfter).toBe(NOW + DAY);
  });

  /** What mints a deposit to alice that was recorded before anything else. */
  async function waitingDeposit(): Promise<ReturnType<typeof mintInstruction>> {
    const deposit = await record(world, asset, { id: `waits ${++lastId}`, shares: ONE, recipient: alice.publicKey });
    await act(world, createTokenAccountInstruction(world, alice.publicKey, asset.mint));
    return mintInstruction(world, asset, deposit, alice.publicKey);
  }
});

test("cancel_action refuses where the sequence can't rise", async () => {
  await schedule(world, asset, DIVIDEND);
  await forgeAsset(world.vm, asset.address, { sequence: U64_MAX });
  await expectRefused("MathOverflow");
});

test("cancel_action refuses a Token-2022 that keeps what was scheduled", async () => {
  await schedule(world, asset, DIVIDEND);
  const { issuer, mint, address } = asset;
  const vm = await startVm({ programs: [{ address: TOKEN_2022_PROGRAM_ID, elf: NOTHING_PROGRAM }] });
  for (const key of [issuer.address, mint, address, actionOf(asset, 1n)]) {
    await vm.setAccount(key, (await world.vm.getAccount(key))!);
  }
  await vm.fund(world.payer.publicKey, 1_000n * ONE);
  const attempt = { instructions: cancelActionInstruction(asset, 1n), signers: [issuer.actionOfficer] };
  await expectRefusal({ ...world, vm }, attempt, "custody", "MultiplierNotSettled");
});

const attempt = async () => {
  await schedule(world, asset, DIVIDEND);
  return { instruction: cancelActionInstruction(asset, 1n), signers: [world.issuer.actionOfficer] };
};
const subject = { world: () => world, name: "cancel_action", attempt };

async function actionOfSibling() {
  await schedule(world, sibling, SPLIT);
  return actionOf(sibling, 1n);
}

describeMalformed(subject);
describeReadOnly(subject);
describeSubstitutions({
  ...subject,
  substitutions: {
    signer: [
      {
        as: "the custodian, who signs for scheduling only",
        key: () => world.issuer.custodian.publicKey,
        refused: ["custody", "NotActionOfficer"],
        signers: () => [world.issuer.custodian],
      },
      {
        as: "another issuer's action officer",
        key: () => theirs.issuer.actionOfficer.publicKey,
        refused: ["custody", "NotActionOfficer"],
        signers: () => [theirs.issuer.actionOfficer],
      },
      {
        as: "another issuer's authority",
        key: () => theirs.issuer.authority.publicKey,
        refused: ["custody", "NotActionOfficer"],
        signers: () => [theirs.issuer.authority],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "NotActionOfficer"] },
      ...imposters(
        () => world.vm,
        () => world.issuer.address,
      ),
    ],
    asset: [
      { as: "another issuer's asset", key: () => theirs.address, refused: ["custody", "WrongIssuer"] },
      { as: "another asset of the issuer", key: () => sibling.address, refused: ["custody", "WrongMint"] },
      ...imposters(
        () => world.vm,
        () => asset.address,
      ),
    ],
    mint: [{ as: "another asset's mint", key: () => sibling.mint, refused: ["custody", "WrongMint"] }],
    corporate_action: [
      { as: "another asset's pending action", key: actionOfSibling, refused: ["custody", "WrongAction"] },
      ...imposters(
        () => world.vm,
        () => actionOf(asset, 1n),
      ),
    ],
    token_program: [{ as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] }],
  },
});

test("cancel_action leaves a multiplier alone that is in force by its time, were the asset's word another", async () => {
  await schedule(world, asset, DIVIDEND);
  await forgeMultiplier(world.vm, asset.mint, UNIT, bits("2"), NOW);
  const { events } = await cancelAction(world, asset, 1n);
  expect(events).toMatchObject([{ data: { multiplier: bits("2") } }]);
  expect(await multipliers()).toEqual({ now: bits("2"), next: bits("2"), from: 0n });
});
