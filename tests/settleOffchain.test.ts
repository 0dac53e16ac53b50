import { fetchAsset, fetchRedemption, parseMint, type Redemption, type SettleOffchainInput } from "@backstock/sdk";
import { afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey } from "@solana/web3.js";
import { allow, attest, attestInstruction, idOf } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { forgeAsset, forgeFrozen, forgeIssuer, forgeRedemption, forgeRegistry } from "./harness/forge";
import { ONE } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import {
  accept,
  flag,
  recover,
  reject,
  settleOffchain,
  settleOffchainInstruction,
  WIRE,
} from "./harness/redemptionActs";
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
import { pauseToken } from "./harness/tokenPause";
import { act, DAY, US, type World } from "./harness/world";

const U64_MAX = 2n ** 64n - 1n;
const NO_REFERENCE = new Uint8Array(32);

let scene: RedemptionScene;
let world: World;

beforeAll(async () => {
  scene = await startRedemptions();
  ({ world } = scene);
});

afterEach(() => scene.restore());

const both = (): Keypair[] => [scene.asset.issuer.redeemer, scene.asset.issuer.custodian];
const settling = (changes: Partial<SettleOffchainInput> = {}) =>
  settleOffchainInstruction(world, scene.asset, scene.wire, { amount: ONE, ...changes });
const settle = (amount: bigint) => settleOffchain(world, scene.asset, scene.wire, { amount });

async function refused(name: string, changes: Partial<SettleOffchainInput> = {}): Promise<void> {
  await expectRefusal(world, { instructions: await settling(changes), signers: both() }, "custody", name);
}

const read = () => readRedemption(world, scene.asset, scene.wire, [scene.redemption]);

describe("settle_offchain", () => {
  test("settle_offchain in part burns the part and leaves the rest open", async () => {
    const { asset, wire, alice } = scene;
    const before = await read();
    const sent = await settle(ONE);
    const sequence = before.asset.sequence + 1n;
    expect(await read()).toEqual({
      ...before,
      asset: {
        ...before.asset,
        escrowed: before.asset.escrowed - ONE,
        redeemed: before.asset.redeemed + ONE,
        sequence,
      },
      redemption: { ...before.redemption, settled: ONE },
      escrow: before.escrow - ONE,
      supply: before.supply - ONE,
    });
    expect(sent.events).toEqual([
      {
        program: "custody",
        name: "RedemptionSettledOffChain",
        line: expect.any(Number),
        data: {
          asset: asset.address,
          sequence,
          at: await world.vm.now(),
          redemption: wire,
          redemptionSequence: before.redemption.sequence,
          owner: alice.publicKey,
          amount: ONE,
          settled: ONE,
          reference: WIRE,
          status: "Pending",
          totals: await totalsOf(world, asset),
        },
      },
    ]);
  });

  test("settle_offchain in full ends the request, and counts no cash on chain", async () => {
    await world.vm.setTime((await world.vm.now()) + 100n);
    const before = await read();
    const sent = await settle(AMOUNT);
    const after = await read();
    const endedAt = await world.vm.now();
    expect(after.redemption).toEqual({ ...before.redemption, status: "Settled", settled: AMOUNT, endedAt });
    expect(after.redemption.paid).toBe(0n);
    expect(sent.events).toMatchObject([{ data: { status: "Settled", settled: AMOUNT } }]);
    await refused("RedemptionEnded");
  });

  test("settle_offchain leaves a request that is Processing so until it is settled in full", async () => {
    await accept(world, scene.asset, scene.wire);
    expect((await settle(ONE)).events).toMatchObject([{ data: { status: "Processing" } }]);
    expect((await read()).redemption).toMatchObject({ status: "Processing", endedAt: 0n });
    expect((await settle(2n * ONE)).events).toMatchObject([{ data: { status: "Settled" } }]);
  });

  test("settle_offchain settles in parts of one transaction where each knows what was settled before", async () => {
    const first = await settling();
    const rest = await settling({ amount: 2n * ONE, settledBefore: ONE, reference: idOf("second wire") });
    const sent = await act(world, [first, rest], both());
    expect(sent.events).toMatchObject([
      { data: { settled: ONE, reference: WIRE } },
      { data: { settled: AMOUNT, reference: idOf("second wire"), status: "Settled" } },
    ]);
  });

  test("settle_offchain refuses one wire counted twice, in one transaction or rebuilt after it has landed", async () => {
    const instruction = await settling();
    const signers = both();
    await expectRefusal(
      world,
      { instructions: [instruction, instruction], signers },
      "custody",
      "SettledBeforeMismatch",
    );
    await act(world, instruction, signers);
    await refused("SettledBeforeMismatch", { settledBefore: 0n });
    await refused("SettledBeforeMismatch", { settledBefore: ONE + 1n });
  });

  test("settle_offchain takes what is open exactly, and refuses one more", async () => {
    await settle(ONE);
    await refused("SettleExceedsOpen", { amount: 2n * ONE + 1n });
    await refused("SettleExceedsOpen", { amount: U64_MAX });
    await settle(2n * ONE);
  });

  test("settle_offchain is counted by the next attestation like cash on chain", async () => {
    await settle(ONE);
    await world.vm.setTime((await world.vm.now()) + 1n);
    const [attestor] = scene.asset.issuer.attestors;
    const tooMuch = { shares: 999n * ONE, redeemedTotal: ONE + 1n };
    const instructions = await attestInstruction(world, scene.asset, attestor!.publicKey, tooMuch);
    await expectRefusal(world, { instructions, signers: [attestor!] }, "custody", "RedeemedTotalOutOfRange");
    await attest(world, scene.asset, { shares: 999n * ONE, redeemedTotal: ONE });
  });
});

describe("the request", () => {
  test("settle_offchain refuses a request that is paid on chain", async () => {
    const instructions = await settleOffchainInstruction(world, scene.asset, scene.redemption, { amount: ONE });
    await expectRefusal(world, { instructions, signers: both() }, "custody", "PayoutOnChain");
  });

  test("settle_offchain waits for the payout of a new owner", async () => {
    await recover(world, scene.asset, scene.wire, scene.heir.publicKey);
    await refused("PayoutUnnamed");
  });

  test("settle_offchain refuses a request that was rejected", async () => {
    await reject(world, scene.asset, scene.wire);
    await refused("RedemptionRejected");
  });

  test.each(["Settled", "Cancelled", "Claimed", "Seized"] as const)(
    "settle_offchain refuses a request that is %s",
    async (status) => {
      await forgeRedemption(world.vm, scene.wire, { status, endedAt: 1n });
      await refused("RedemptionEnded");
    },
  );

  test.each([-1n, 1n])("settle_offchain refuses a sequence that is off by %s", async (step) => {
    const { sequence } = await fetchRedemption(world.vm, scene.wire);
    await refused("SequenceMismatch", { sequence: sequence + step });
  });

  test("settle_offchain refuses a reference of zeros", () => refused("ReferenceMissing", { reference: NO_REFERENCE }));

  test("settle_offchain clears the flag of an overdue request when it is settled in full, not before", async () => {
    await passDeadline(world, scene.wire);
    await flag(world, scene.asset, scene.wire);
    await settle(ONE);
    expect(await fetchAsset(world.vm, scene.asset.address)).toMatchObject({ overdue: 1n });
    const sent = await settle(2n * ONE);
    expect(sent.events).toMatchObject([{ data: { totals: { overdue: 0n } } }]);
    expect(await fetchAsset(world.vm, scene.asset.address)).toMatchObject({ overdue: 0n });
    expect((await read()).redemption).toMatchObject({ flagged: 0 });
  });
});

describe("the payee", () => {
  test.each(["Suspended", "Revoked"] as const)("settle_offchain refuses an owner who is %s", async (status) => {
    await allow(world, scene.alice.publicKey, { status });
    await refused("HolderNotActive");
  });

  test.each([
    ["whose entry has expired", { expiresAt: 1n }],
    ["of a blocked jurisdiction", { jurisdiction: US }],
    ["without any permission", { permissions: 0 }],
  ] as const)("settle_offchain settles for an owner %s", async (_, change) => {
    await allow(world, scene.alice.publicKey, change);
    await settle(AMOUNT);
  });
});

describe("stops", () => {
  test.each([
    ["the registry is paused", () => forgeRegistry(world.vm, world.registry.address, { pausedUntil: U64_MAX >> 1n })],
    ["the asset is halted", () => forgeAsset(world.vm, scene.asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, scene.asset.address, { status: "Delisted" })],
    ["minting is paused", () => forgeIssuer(world.vm, world.issuer.address, { mintPaused: 1 })],
    ["the deadline has long passed", async () => world.vm.setTime((await world.vm.now()) + 300n * DAY)],
  ])("settle_offchain works where %s", async (_, stop) => {
    await stop();
    await settle(ONE);
    await settle(2n * ONE);
    expect((await read()).redemption).toMatchObject({ status: "Settled" });
  });

  test("settle_offchain works where the token is paused, which it still is afterwards", async () => {
    await pauseToken(world, scene.asset);
    const before = (await world.vm.getAccount(scene.asset.mint))!.data;
    await settle(ONE);
    const after = (await world.vm.getAccount(scene.asset.mint))!.data;
    expect(parseMint(after).pausable).toMatchObject({ paused: true });
    // Nothing of the mint but its supply, which ends at byte 44, has changed.
    expect(after.subarray(44)).toEqual(before.subarray(44));
    expect(parseMint(after).supply).toBe(parseMint(before).supply - ONE);
  });

  test("settle_offchain counts nothing where the escrow's tokens can't be burned", async () => {
    await forgeFrozen(world.vm, scene.asset.escrow);
    const attempt = { instructions: await settling(), signers: both() };
    await expectRefusal(world, attempt, "token-2022", "AccountFrozen");
  });
});

test("settle_offchain is the redeemer's and the custodian's of now, and nobody's where a place is empty", async () => {
  const [next, other] = [keypairOf("next redeemer"), keypairOf("next custodian")];
  await forgeIssuer(world.vm, world.issuer.address, { redeemer: next.publicKey, custodian: other.publicKey });
  await refused("NotRedeemer");
  await act(world, await settling({ redeemer: next.publicKey, custodian: other.publicKey }), [next, other]);
  await forgeIssuer(world.vm, world.issuer.address, { custodian: PublicKey.default });
  const instructions = await settling({ redeemer: next.publicKey, custodian: other.publicKey });
  await expectRefusal(world, { instructions, signers: [next, other] }, "custody", "NotCustodian");
});

describeOrder<{
  input?: Partial<SettleOffchainInput>;
  redemption?: Partial<Redemption>;
  owner?: "suspended" | "of another entry";
}>({
  name: "settle_offchain",
  expectRefusal: async ({ input, redemption, owner }, error) => {
    if (redemption) await forgeRedemption(world.vm, scene.wire, redemption);
    if (owner === "suspended") await allow(world, scene.alice.publicKey, { status: "Suspended" });
    const ownerEntry = entryOf(world.registry.address, scene.bob.publicKey);
    await refused(error, { ...input, ...(owner === "of another entry" && { ownerEntry }) });
  },
  checks: [
    { where: "the sequence is another's", error: "SequenceMismatch", state: { input: { sequence: U64_MAX } } },
    { where: "the request is rejected", error: "RedemptionRejected", state: { redemption: { status: "Rejected" } } },
    { where: "the request has ended", error: "RedemptionEnded", state: { redemption: { status: "Seized" } } },
    { where: "no payout is named", error: "PayoutUnnamed", state: { redemption: { payout: "Unnamed" } } },
    { where: "it is paid on chain", error: "PayoutOnChain", state: { redemption: { payout: "OnChain" } } },
    {
      where: "another amount has been settled",
      error: "SettledBeforeMismatch",
      state: { input: { settledBefore: 1n } },
    },
    { where: "the amount is zero", error: "ZeroAmount", state: { input: { amount: 0n } } },
    { where: "less is open", error: "SettleExceedsOpen", state: { input: { amount: AMOUNT + 1n } } },
    { where: "the reference is zero", error: "ReferenceMissing", state: { input: { reference: NO_REFERENCE } } },
    { where: "the owner is suspended", error: "HolderNotActive", state: { owner: "suspended" } },
    { where: "the entry is another wallet's", error: "WrongEntry", state: { owner: "of another entry" } },
  ],
});

const attempt = async () => ({ instruction: await settling(), signers: both() });
describeMalformed({ world: () => world, name: "settle_offchain", attempt });
describeReadOnly({ world: () => world, name: "settle_offchain", attempt });

const wrong = wrongAccounts(() => scene);
describeSubstitutions({
  world: () => world,
  name: "settle_offchain",
  attempt,
  substitutions: {
    redeemer: wrongSigners(() => scene, "redeemer", "NotRedeemer"),
    custodian: wrongSigners(() => scene, "custodian", "NotCustodian"),
    issuer: wrong.issuer("NotRedeemer"),
    asset: wrong.asset,
    mint: wrong.mint,
    escrow: wrong.escrow,
    redemption: [
      ...wrong.redemption,
      { as: "another of the same owner's", key: () => scene.other, refused: ["custody", "SequenceMismatch"] },
    ],
    owner_entry: wrong.entry(),
    token_program: wrong.token_program,
  },
});
