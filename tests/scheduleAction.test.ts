import {
  type ActionRequest,
  type Asset,
  type Attestation,
  CORPORATE_ACTION_SIZE,
  CUSTODY_PROGRAM_ID,
  encodeCorporateAction,
  fetchActionApproval,
  fetchAsset,
  fetchCorporateAction,
  fetchMaybeActionApproval,
  fetchMaybeCorporateAction,
  findRedemptionPda,
  I64_MAX,
  I64_MIN,
  type Issuer,
  LAYOUT_VERSION,
  multiplierFromBits,
  multiplierFromDecimal,
  needsApproval,
  parseMint,
  rawToShares,
  rentExemptLamports,
  type ScheduleActionInput,
  splitMultiplier,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  U64_MAX,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME, startVm } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { Keypair, PublicKey } from "@solana/web3.js";
import { attest, idOf, request, settle, tokenAccountOf } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { cashAccountOf, giveCash } from "./harness/cash";
import { checkpoint } from "./harness/checkpoint";
import {
  actionOf,
  approvalOf,
  approve,
  approveInstruction,
  cancelAction,
  DOCUMENT,
  schedule,
  scheduleInstruction,
  termsOf,
  type TestAction,
} from "./harness/corporateActions";
import { forgeAsset, forgeAttestation, forgeBytes, forgeIssuer, forgeMultiplier } from "./harness/forge";
import { createHolder } from "./harness/holders";
import { foreignCopyOf, imposters, otherKindOf } from "./harness/imposters";
import { ISIN, listAsset, LIMITS, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { NOTHING_PROGRAM } from "./harness/nothingProgram";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { pauseRegistry } from "./harness/registryActs";
import { describeSubstitutions } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, createIssuer, createRegistry, DAY, startWorld, type World } from "./harness/world";

const NOW = DEFAULT_VM_TIME;
const HOUR = 3_600n;
const SUPPLY = 400n * ONE;
const SHARES = 1_000n * ONE;
const bits = (decimal: string): bigint => multiplierFromDecimal(decimal).bits;
const UNIT = bits("1");
/** AAPLx's real multipliers, before and after a dividend. */
const [OLD, NEW] = [bits("1.0026642075893797"), bits("1.0032690125398187")];

let world: World;
let asset: TestAsset;
let sibling: TestAsset;
let theirs: TestAsset;
let alice: Keypair;
let attestors: readonly [Keypair, Keypair, Keypair];
let restore: () => Promise<void>;

/** What the tests approve, as a decrease and as a reverse split: attestors approve a multiplier, however it comes about. */
const SPIN_OFF: TestAction = { action: { kind: "Decrease", to: bits("0.9") }, effectiveAt: NOW + 2n * DAY };

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla, profile: "open" });
  const issuer = await createIssuer(world, "their issuer", await createRegistry(world, "their registry"), []);
  theirs = await listAsset(world, { issuer, symbol: "THEIRS", profile: "open" });
  attestors = world.issuer.attestors as typeof attestors;
  await attest(world, asset, { shares: SHARES });
  alice = await createHolder(world, asset, "alice", SUPPLY);
  const { address, mint, attestation, escrow } = asset;
  const redemption = findRedemptionPda({ asset: address, opener: alice.publicKey, nonce: 0n }).address;
  restore = await checkpoint(world.vm, [
    ...[address, mint, attestation, escrow, world.issuer.address, world.registry.address],
    ...[redemption, tokenAccountOf(alice.publicKey, mint)],
    ...[alice, world.issuer.redeemer].map(({ publicKey }) => cashAccountOf(publicKey, world.usdc)),
    ...[actionOf(asset, 1n), actionOf(asset, 2n), actionOf(asset, 3n)],
    ...[approvalOf(asset, termsOf(SPIN_OFF)), approvalOf(sibling, termsOf(SPIN_OFF))],
  ]);
});
beforeEach(() => restore());

const dividend = (to: bigint, effectiveAt = NOW + HOUR): TestAction => ({
  action: { kind: "Dividend", to },
  effectiveAt,
});

function split(numerator: number, denominator: number, to: bigint, effectiveAt = NOW + DAY): TestAction {
  return { action: { kind: "Split", numerator, denominator, to }, effectiveAt };
}

const TEN_FOR_ONE = split(10, 1, bits("10"));
const ONE_FOR_EIGHT = split(1, 8, bits("0.125"));

async function expectRefused(
  error: string,
  wanted: TestAction,
  overrides: Partial<ScheduleActionInput> = {},
): Promise<void> {
  const instructions = await scheduleInstruction(world, asset, wanted, overrides);
  const { actionOfficer, custodian } = world.issuer;
  await expectRefusal(world, { instructions, signers: [actionOfficer, custodian] }, "custody", error);
}

async function scheduleOf(mint = asset.mint): Promise<{ now: bigint; next: bigint; from: bigint }> {
  const { scaledUiAmount } = parseMint((await world.vm.getAccount(mint))!.data);
  const { multiplierBits: now, newMultiplierBits: next, newMultiplierEffectiveTimestamp: from } = scaledUiAmount!;
  return { now, next, from };
}

const lastOf = async (): Promise<Asset> => fetchAsset(world.vm, asset.address);

describe("schedule_action", () => {
  const kinds: readonly (readonly [string, TestAction, { numerator: number; denominator: number }])[] = [
    ["a dividend", dividend(bits("1.0005")), { numerator: 0, denominator: 0 }],
    ["a 10:1 split", TEN_FOR_ONE, { numerator: 10, denominator: 1 }],
    ["a 1:8 reverse split", ONE_FOR_EIGHT, { numerator: 1, denominator: 8 }],
    ["a decrease", SPIN_OFF, { numerator: 0, denominator: 0 }],
  ];
  test.each(kinds)(
    "schedule_action writes %s to its account, the asset and the mint, and reports it",
    async (...given) => {
      const [, wanted, ratio] = given;
      if (needsApproval(wanted.action)) await approve(world, asset, [attestors[0], attestors[2]], termsOf(wanted));
      const [before, totals] = [await lastOf(), await totalsOf(world, asset)];
      const { kind, to } = wanted.action;
      const { effectiveAt } = wanted;

      const { events } = await schedule(world, asset, wanted);
      const address = actionOf(asset, 1n);
      const { bump, ...action } = await fetchCorporateAction(world.vm, address);
      const scheduled = { number: 1n, from: UNIT, to, effectiveAt };
      const expected = {
        ...{ version: LAYOUT_VERSION, kind, status: "Scheduled" as const, ...ratio, asset: asset.address },
        ...{ ...scheduled, scheduledAt: NOW, documentSha256: DOCUMENT },
      };
      expect(action).toEqual(expected);
      const account = await world.vm.getAccount(address);
      expect(account).toMatchObject({ lamports: rentExemptLamports(CORPORATE_ACTION_SIZE) });
      expect(account?.data).toEqual(encodeCorporateAction({ bump, ...expected }));
      expect(await lastOf()).toEqual({
        ...before,
        action: { kind, ...scheduled },
        actionCount: 1n,
        sequence: before.sequence + 1n,
      });
      expect(await scheduleOf()).toEqual({ now: UNIT, next: to, from: effectiveAt });
      const data = { asset: asset.address, sequence: before.sequence + 1n, at: NOW, kind, ...ratio, ...scheduled };
      expect(events).toEqual([
        {
          program: "custody",
          line: expect.any(Number),
          name: "ActionScheduled",
          data: { ...data, documentSha256: DOCUMENT, totals },
        },
      ]);
    },
  );

  test("schedule_action has the payer pay, and nobody else", async () => {
    const payer = keypairOf("another payer");
    await world.vm.fund(payer.publicKey, 10n * rentExemptLamports(CORPORATE_ACTION_SIZE));
    const before = (await world.vm.getAccount(payer.publicKey))!.lamports;
    const { actionOfficer, custodian } = world.issuer;
    const instruction = await scheduleInstruction(world, asset, TEN_FOR_ONE, { payer: payer.publicKey });
    await act(world, instruction, [actionOfficer, custodian, payer]);
    const { lamports } = (await world.vm.getAccount(payer.publicKey))!;
    expect(before - lamports).toBe(rentExemptLamports(CORPORATE_ACTION_SIZE));
  });

  test("schedule_action schedules at an address that lamports were sent to before", async () => {
    await world.vm.fund(actionOf(asset, 1n), 1n);
    await schedule(world, asset, TEN_FOR_ONE);
    expect((await fetchCorporateAction(world.vm, actionOf(asset, 1n))).number).toBe(1n);
  });

  const stops: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["minting is paused", () => forgeIssuer(world.vm, world.issuer.address, { mintPaused: 1 })],
    ["the asset is halted", () => forgeAsset(world.vm, asset.address, { status: "Halted" })],
    ["the asset is delisted", () => forgeAsset(world.vm, asset.address, { status: "Delisted" })],
    ["the token is paused", () => pauseToken(world, asset)],
    ["the registry is paused", () => pauseRegistry(world, world.registry, 60n)],
    ["a redemption is overdue", () => forgeAsset(world.vm, asset.address, { overdue: 1n })],
  ];
  test.each(stops)(
    "schedule_action schedules while %s: a company splits its shares whatever stands still here",
    async (_, stop) => {
      await stop();
      await schedule(world, asset, dividend(bits("1.0005")));
      expect(await scheduleOf()).toEqual({ now: UNIT, next: bits("1.0005"), from: NOW + HOUR });
    },
  );
});

describe("the notice of an action", () => {
  test.each([
    ["a dividend", (at: bigint) => dividend(bits("1.001"), at), HOUR],
    ["a split", (at: bigint) => split(2, 1, bits("2"), at), DAY],
  ])("schedule_action takes %s up to its least notice, and not a second less", async (_, wanted, least) => {
    await expectRefused("NoticeTooShort", wanted(NOW + least - 1n));
    await schedule(world, asset, wanted(NOW + least));
  });

  test("schedule_action takes a decrease up to 24 hours before it, and not a second less", async () => {
    await approve(world, asset, attestors, termsOf(SPIN_OFF));
    await world.vm.setTime(SPIN_OFF.effectiveAt - DAY + 1n);
    await expectRefused("NoticeTooShort", SPIN_OFF);
    await world.vm.setTime(SPIN_OFF.effectiveAt - DAY);
    await schedule(world, asset, SPIN_OFF);
  });

  test.each([
    ["a dividend", (at: bigint) => dividend(bits("1.001"), at)],
    ["a split", (at: bigint) => split(2, 1, bits("2"), at)],
  ])("schedule_action takes %s up to 366 days before it, and not a second more", async (_, wanted) => {
    await expectRefused("NoticeTooLong", wanted(NOW + 366n * DAY + 1n));
    await schedule(world, asset, wanted(NOW + 366n * DAY));
  });

  test("schedule_action refuses times of the past, and those that no clock reaches", async () => {
    for (const effectiveAt of [NOW, NOW - 1n, 0n, -1n, I64_MIN]) {
      await expectRefused("NoticeTooShort", dividend(NEW, effectiveAt));
      await expectRefused("NoticeTooShort", split(2, 1, bits("2"), effectiveAt));
    }
    await expectRefused("NoticeTooLong", dividend(NEW, I64_MAX));
  });
});

describe("a dividend's multiplier", () => {
  test("schedule_action takes a dividend of nothing and one of exactly a quarter", async () => {
    await schedule(world, asset, dividend(UNIT));
    await restore();
    await schedule(world, asset, dividend(bits("1.25")));
  });

  test.each([
    ["one step above 1.25 times the old one", UNIT, bits("1.25") + 1n],
    ["twice the old one", UNIT, bits("2")],
    ["one step below the old one", UNIT, UNIT - 1n],
    [
      "one step above 1.25 times AAPLx's",
      OLD,
      splitMultiplier(multiplierFromBits(OLD), { numerator: 5, denominator: 4 }).bits + 1n,
    ],
    ["one step below AAPLx's", OLD, OLD - 1n],
  ])("schedule_action refuses as a dividend %s", async (_, from, to) => {
    await forgeMultiplier(world.vm, asset.mint, from, from, 0n);
    await expectRefused("DividendOutOfRange", dividend(to));
  });

  test("schedule_action takes AAPLx's real dividend", async () => {
    await forgeMultiplier(world.vm, asset.mint, OLD, OLD, 0n);
    await schedule(world, asset, dividend(NEW));
    expect(await scheduleOf()).toEqual({ now: OLD, next: NEW, from: NOW + HOUR });
  });

  test("schedule_action starts from the multiplier in force, whichever of the two fields has it", async () => {
    await forgeMultiplier(world.vm, asset.mint, UNIT, OLD, NOW);
    await schedule(world, asset, dividend(NEW));
    expect((await lastOf()).action).toMatchObject({ from: OLD, to: NEW });
    expect(await scheduleOf()).toEqual({ now: OLD, next: NEW, from: NOW + HOUR });
    await restore();
    await forgeMultiplier(world.vm, asset.mint, OLD, bits("7"), NOW + 1n);
    await schedule(world, asset, dividend(NEW));
    expect((await lastOf()).action).toMatchObject({ from: OLD, to: NEW });
    expect(await scheduleOf()).toEqual({ now: OLD, next: NEW, from: NOW + HOUR });
  });
});

describe("the reserve that a dividend asks for", () => {
  const forgeRound = (changes: Partial<Attestation>): Promise<void> =>
    forgeAttestation(world.vm, asset.attestation, changes);

  test.each([
    ["1.0032690125398187", NEW],
    ["1.25", bits("1.25")],
    ["1", UNIT],
  ])("schedule_action asks for the supply x %s in shares, to the last raw one", async (_, to) => {
    const shares = rawToShares(SUPPLY, multiplierFromBits(to), "ceil");
    await forgeRound({ shares: shares - 1n });
    await expectRefused("InsufficientReserve", dividend(to));
    await forgeRound({ shares });
    await schedule(world, asset, dividend(to));
  });

  test("schedule_action counts what is in escrow, and what was redeemed since the shares were counted", async () => {
    const shares = rawToShares(SUPPLY, multiplierFromBits(NEW), "ceil");
    await giveCash(world, world.issuer.redeemer.publicKey, 1n);
    const sold = await request(world, asset, { owner: alice, nonce: 0n, amount: 100n * ONE, leastCash: 1n });
    await forgeRound({ shares: shares - 1n });
    await expectRefused("InsufficientReserve", dividend(NEW));
    await settle(world, asset, sold, { amount: 100n * ONE, cash: 1n });
    await expectRefused("InsufficientReserve", dividend(NEW));
    await forgeRound({ shares });
    await schedule(world, asset, dividend(NEW));
  });

  test("schedule_action takes an attestation of exactly the maximum age, and none a second older", async () => {
    await world.vm.setTime(NOW + LIMITS.maxAttestationAge + 1n);
    await expectRefused("AttestationTooOld", dividend(NEW, NOW + 2n * DAY));
    await world.vm.setTime(NOW + LIMITS.maxAttestationAge);
    await schedule(world, asset, dividend(NEW, NOW + 2n * DAY));
  });

  test("schedule_action takes an attestation as of the very second that it must not precede, and none of before", async () => {
    await forgeAsset(world.vm, asset.address, { attestAfter: NOW + 1n });
    await expectRefused("AttestationBeforeEvent", dividend(NEW));
    await forgeAsset(world.vm, asset.address, { attestAfter: NOW });
    await schedule(world, asset, dividend(NEW));
  });

  test("schedule_action asks no attestation of a split: it changes what is counted, not what is there", async () => {
    await forgeRound({ round: 0n, shares: 0n });
    await schedule(world, asset, TEN_FOR_ONE);
  });

  test("schedule_action refuses a supply that with what was redeemed is more than 64 bits say", async () => {
    await forgeAsset(world.vm, asset.address, { redeemed: 1n << 64n });
    await expectRefused("MathOverflow", dividend(NEW));
  });
});

describe("a split's ratio", () => {
  test.each([
    ["1000:1", 1000, 1, "1000"],
    ["1:1000", 1, 1000, "0.001"],
    ["1000:999", 1000, 999, undefined],
    ["999:1000", 999, 1000, undefined],
    ["3:2, which needs not be in lowest terms, as 6:4", 6, 4, "1.5"],
  ])("schedule_action takes %s", async (_, numerator, denominator, expected) => {
    const { bits: to } = splitMultiplier(multiplierFromBits(UNIT), { numerator, denominator });
    if (expected !== undefined) expect(to).toBe(bits(expected));
    await schedule(world, asset, split(numerator, denominator, to));
  });

  test.each([
    [0, 1],
    [1, 0],
    [0, 0],
    [1001, 1],
    [1, 1001],
    [65_535, 65_534],
    [1, 1],
    [7, 7],
  ])("schedule_action refuses the ratio %i:%i", async (numerator, denominator) => {
    await expectRefused("InvalidRatio", split(numerator, denominator, bits("2")));
  });

  test.each([
    ["10:1", 10, 1, bits("10")],
    ["1:8", 1, 8, bits("0.125")],
    ["3:1", 3, 1, bits("3")],
  ])("schedule_action takes a multiplier after %s that is one step off, and none that is two", async (...given) => {
    const [, numerator, denominator, exact] = given;
    await expectRefused("RatioMismatch", split(numerator, denominator, exact + 2n));
    // Below a power of two the steps are half as long.
    await expectRefused("RatioMismatch", split(numerator, denominator, exact - (exact === bits("0.125") ? 3n : 2n)));
    for (const to of [exact - 1n, exact + 1n, exact]) {
      await schedule(world, asset, split(numerator, denominator, to));
      await restore();
    }
  });

  test("schedule_action measures a split from the multiplier in force, AAPLx's for instance", async () => {
    await forgeMultiplier(world.vm, asset.mint, OLD, OLD, 0n);
    await expectRefused("RatioMismatch", TEN_FOR_ONE);
    const { bits: to } = splitMultiplier(multiplierFromBits(OLD), { numerator: 10, denominator: 1 });
    await schedule(world, asset, split(10, 1, to));
  });

  test("schedule_action refuses the ratio upside down", async () => {
    await expectRefused("RatioMismatch", split(1, 10, bits("10")));
    await expectRefused("RatioMismatch", split(8, 1, bits("0.125")));
  });
});

describe("the domain of the multiplier", () => {
  test.each([
    ["0", 0n],
    ["-1", UNIT | (1n << 63n)],
    ["one step below 2^-12", bits("0.000244140625") - 1n],
    ["2^12", bits("2048") + (1n << 52n)],
    ["infinity", 0x7ffn << 52n],
    ["no number", (0x7ffn << 52n) + 1n],
    ["all bits set", U64_MAX],
  ])("schedule_action refuses %s as the multiplier after an action of any kind", async (_, to) => {
    await expectRefused("MultiplierOutOfRange", dividend(to));
    await expectRefused("MultiplierOutOfRange", split(2, 1, to));
    await expectRefused("MultiplierOutOfRange", { action: { kind: "Decrease", to }, effectiveAt: NOW + DAY });
  });

  test("schedule_action refuses to start from a multiplier outside of it", async () => {
    await forgeMultiplier(world.vm, asset.mint, 0n, 0n, 0n);
    await expectRefused("MultiplierOutOfRange", dividend(UNIT));
  });

  test("schedule_action goes up to the ends of the domain", async () => {
    await forgeMultiplier(world.vm, asset.mint, bits("2048"), bits("2048"), 0n);
    await expectRefused("MultiplierOutOfRange", split(2, 1, bits("2048") + (1n << 52n)));
    await schedule(world, asset, split(3, 2, bits("3072")));
    await restore();
    await forgeMultiplier(world.vm, asset.mint, bits("0.00048828125"), bits("0.00048828125"), 0n);
    await schedule(world, asset, split(1, 2, bits("0.000244140625")));
  });
});

describe.each([
  ["a decrease", SPIN_OFF],
  [
    "a reverse split",
    { ...SPIN_OFF, action: { kind: "Split", numerator: 9, denominator: 10, to: SPIN_OFF.action.to } },
  ],
] satisfies readonly (readonly [string, TestAction])[])("%s and its approval", (_, approved) => {
  const terms = termsOf(approved);

  test("schedule_action takes it with exactly the threshold of approvals, and uses them up", async () => {
    const payer = world.payer.publicKey;
    await approve(world, asset, attestors.slice(1), terms);
    const approval = approvalOf(asset, terms);
    const { lamports } = (await world.vm.getAccount(approval))!;
    expect((await fetchActionApproval(world.vm, approval)).rentPayer).toEqual(payer);
    const rentPayer = keypairOf("rent payer").publicKey;
    await forgeBytes(world.vm, approval, (data) => data.set(rentPayer.toBytes(), 272));
    await world.vm.fund(rentPayer, ONE);
    const before = (await world.vm.getAccount(rentPayer))!.lamports;
    await schedule(world, asset, approved);
    expect(await fetchMaybeActionApproval(world.vm, approval)).toBeNull();
    expect((await world.vm.getAccount(rentPayer))!.lamports - before).toBe(lamports);
  });

  test("schedule_action takes it with the approvals of all", async () => {
    await approve(world, asset, attestors, terms);
    await schedule(world, asset, approved);
  });

  test("schedule_action refuses it again, once it was cancelled, until it is approved anew", async () => {
    await approve(world, asset, attestors, terms);
    await schedule(world, asset, approved);
    await cancelAction(world, asset, 1n);
    await expectRefused("NotApproved", approved);
    await approve(world, asset, attestors.slice(0, 2), terms);
    await schedule(world, asset, approved);
    expect((await lastOf()).action.number).toBe(2n);
  });

  test("schedule_action refuses it with one approval too few, with none, and without the account", async () => {
    await expectRefused("NotApproved", approved);
    await approve(world, asset, [attestors[0]], terms);
    await expectRefused("NotApproved", approved);
    await approve(world, asset, [attestors[1]], terms);
    await expectRefused("NotApproved", approved, { approvalRentPayer: undefined });
    await expectRefused("NotApproved", approved, { approval: alice.publicKey });
    await schedule(world, asset, approved);
  });

  test.each([
    ["the attestors have changed since", { attestorEpoch: 2n }],
    ["the threshold is higher", { threshold: 3 }],
  ] satisfies readonly (readonly [string, Partial<Issuer>])[])(
    "schedule_action refuses it where %s",
    async (_, changes) => {
      await approve(world, asset, attestors.slice(0, 2), terms);
      await forgeIssuer(world.vm, world.issuer.address, changes);
      await expectRefused("NotApproved", approved);
    },
  );

  test("schedule_action counts no approval of whom another has replaced", async () => {
    await approve(world, asset, attestors.slice(0, 2), terms);
    const [first, , third] = attestors.map(({ publicKey }) => publicKey) as [PublicKey, PublicKey, PublicKey];
    const others = [first, keypairOf("a new attestor").publicKey, third, PublicKey.default, PublicKey.default];
    await forgeIssuer(world.vm, world.issuer.address, { attestors: others });
    await expectRefused("NotApproved", approved);
  });

  test.each([
    ["multiplier", { action: { ...approved.action, to: approved.action.to - 1n } }, {}],
    ["time", { effectiveAt: approved.effectiveAt + 1n }, {}],
    ["document", {}, { documentSha256: idOf("another announcement") }],
  ] satisfies readonly (readonly [string, Partial<TestAction>, Partial<ScheduleActionInput>])[])(
    "schedule_action refuses the approval of another %s",
    async (_, difference, overrides) => {
      await approve(world, asset, attestors, terms);
      const approval = approvalOf(asset, terms);
      await expectRefused("NotApproved", { ...approved, ...difference }, overrides);
      await expectRefused("WrongApproval", { ...approved, ...difference }, { ...overrides, approval });
    },
  );

  test("schedule_action refuses an approval of another asset", async () => {
    await approve(world, sibling, attestors, terms);
    await expectRefused("WrongApproval", approved, { approval: approvalOf(sibling, terms) });
  });

  test("schedule_action refuses what is no approval", async () => {
    await approve(world, asset, attestors, terms);
    const sound = approvalOf(asset, terms);
    for (const approval of [
      await foreignCopyOf(world.vm, sound, TOKEN_PROGRAM_ID),
      await otherKindOf(world.vm, sound),
      sibling.attestation,
      theirs.issuer.address,
    ]) {
      await expectRefused("WrongApproval", approved, { approval });
    }
  });

  test("schedule_action pays the rent to who paid it, and to nobody else", async () => {
    await approve(world, asset, attestors, terms);
    await expectRefused("WrongRentPayer", approved, { approvalRentPayer: world.issuer.actionOfficer.publicKey });
  });

  test.each([
    ["one of before", UNIT - 1n],
    ["AAPLx's", OLD],
  ])("schedule_action refuses approvals that were given while another multiplier was in force: %s", async (_, from) => {
    await forgeMultiplier(world.vm, asset.mint, from, from, 0n);
    await approve(world, asset, attestors, terms);
    await forgeMultiplier(world.vm, asset.mint, UNIT, UNIT, 0n);
    await expectRefused("NotApproved", approved);
    await approve(world, asset, [attestors[0]], terms);
    await expectRefused("NotApproved", approved);
    await approve(world, asset, [attestors[1]], terms);
    await schedule(world, asset, approved);
  });

  test("schedule_action counts approvals by the multiplier in force, whichever of the two fields has it", async () => {
    await approve(world, asset, attestors, terms);
    await forgeMultiplier(world.vm, asset.mint, OLD, UNIT, NOW);
    await schedule(world, asset, approved);
  });
});

describe("what needs an approval", () => {
  test("schedule_action refuses as a decrease what decreases nothing, approved or not", async () => {
    for (const to of [UNIT, UNIT + 1n]) {
      await expectRefused("NotADecrease", { action: { kind: "Decrease", to }, effectiveAt: NOW + DAY });
    }
  });

  test.each([
    ["a dividend", dividend(NEW)],
    ["a split that leaves more shares", TEN_FOR_ONE],
  ])("schedule_action refuses an approval with %s, which would not use it up", async (_, wanted) => {
    await approve(world, asset, attestors, termsOf(SPIN_OFF));
    const approval = approvalOf(asset, termsOf(SPIN_OFF));
    await expectRefused("WrongApproval", wanted, { approval });
    await expectRefused("WrongApproval", wanted, { approvalRentPayer: world.payer.publicKey });
  });

  test.each([
    ["2:1", split(2, 1, bits("2"))],
    [
      "1000:999",
      split(1000, 999, splitMultiplier(multiplierFromBits(UNIT), { numerator: 1000, denominator: 999 }).bits),
    ],
  ])("schedule_action takes a %s split by the action officer and the custodian alone", async (_, wanted) => {
    await schedule(world, asset, wanted);
    expect(await fetchMaybeActionApproval(world.vm, approvalOf(asset, termsOf(wanted)))).toBeNull();
  });

  test.each([
    ["1:2", split(1, 2, bits("0.5"))],
    ["999:1000", split(999, 1000, bits("0.999"))],
    ["1:1000", split(1, 1000, bits("0.001"))],
  ])("schedule_action refuses a %s split by the action officer and the custodian alone", async (_, wanted) => {
    await expectRefused("NotApproved", wanted);
    await expectRefused("NotApproved", wanted, { approval: CUSTODY_PROGRAM_ID, approvalRentPayer: undefined });
  });

  test("schedule_action counts no approval any more once a dividend is in force that was pending when it was given", async () => {
    const effectiveAt = NOW + HOUR;
    await schedule(world, asset, dividend(bits("1.0005"), effectiveAt));
    await approve(world, asset, attestors, termsOf(SPIN_OFF));
    await world.vm.setTime(effectiveAt);
    await expectRefused("NotApproved", SPIN_OFF);
    await approve(world, asset, attestors.slice(0, 2), termsOf(SPIN_OFF));
    await schedule(world, asset, SPIN_OFF);
    expect((await lastOf()).action).toMatchObject({ kind: "Decrease", from: bits("1.0005"), to: SPIN_OFF.action.to });
  });
});

describe("one action after the other", () => {
  test("schedule_action refuses another one until the second in which the pending one takes effect", async () => {
    const effectiveAt = NOW + 2n * HOUR;
    await schedule(world, asset, dividend(OLD, effectiveAt));
    await expectRefused("ActionPending", dividend(NEW, effectiveAt + HOUR));
    await world.vm.setTime(effectiveAt - 1n);
    await expectRefused("ActionPending", dividend(NEW, effectiveAt + HOUR));
    await world.vm.setTime(effectiveAt);
    await schedule(world, asset, dividend(NEW, effectiveAt + HOUR));
    expect((await lastOf()).action).toMatchObject({ number: 2n, from: OLD, to: NEW });
    expect(await scheduleOf()).toEqual({ now: OLD, next: NEW, from: effectiveAt + HOUR });
  });

  test("schedule_action takes another one as soon as the pending one was cancelled, with the next number", async () => {
    await schedule(world, asset, TEN_FOR_ONE);
    await cancelAction(world, asset, 1n);
    await schedule(world, asset, ONE_FOR_EIGHT);
    expect((await lastOf()).action).toMatchObject({ kind: "Split", number: 2n, to: bits("0.125") });
    expect((await fetchCorporateAction(world.vm, actionOf(asset, 1n))).status).toBe("Cancelled");
    expect(await scheduleOf()).toEqual({ now: UNIT, next: bits("0.125"), from: NOW + DAY });
  });

  test("schedule_action refuses the same action twice in one transaction", async () => {
    const one = await scheduleInstruction(world, asset, TEN_FOR_ONE);
    const other = await scheduleInstruction(world, asset, TEN_FOR_ONE, { number: 2n });
    const { actionOfficer, custodian } = world.issuer;
    const attempt = { instructions: [one, other], signers: [actionOfficer, custodian] };
    await expectRefusal(world, attempt, "custody", "ActionPending");
    expect(await fetchMaybeCorporateAction(world.vm, actionOf(asset, 1n))).toBeNull();
  });

  test.each([
    ["the number of an action that there was", 1n],
    ["a number ahead", 3n],
    ["0", 0n],
  ])("schedule_action refuses %s", async (_, number) => {
    await schedule(world, asset, TEN_FOR_ONE);
    await world.vm.setTime(NOW + DAY);
    await expectRefused("InvalidSeeds", split(1, 10, UNIT, NOW + 2n * DAY), { number });
  });

  test.each([
    ["a split", "Split", NOW - 5n],
    ["a decrease", "Decrease", NOW - 5n],
  ] as const)(
    "schedule_action keeps asking for an attestation as new as %s that is in force",
    async (_, kind, effectiveAt) => {
      const action = { kind, number: 1n, from: UNIT, to: UNIT, effectiveAt };
      await forgeAsset(world.vm, asset.address, { action, actionCount: 1n, attestAfter: NOW - 6n });
      await schedule(world, asset, dividend(NEW));
      expect((await lastOf()).attestAfter).toBe(NOW - 5n);
    },
  );

  test("schedule_action asks no older attestation than before for it", async () => {
    const action = { kind: "Split", number: 1n, from: UNIT, to: UNIT, effectiveAt: NOW - 5n } as const;
    await forgeAsset(world.vm, asset.address, { action, actionCount: 1n, attestAfter: NOW - 4n });
    await schedule(world, asset, dividend(NEW));
    expect((await lastOf()).attestAfter).toBe(NOW - 4n);
  });

  test("schedule_action asks for no newer attestation because of a dividend that is in force", async () => {
    const action = { kind: "Dividend", number: 1n, from: UNIT, to: OLD, effectiveAt: NOW - 5n } as const;
    await forgeAsset(world.vm, asset.address, { action, actionCount: 1n, attestAfter: NOW - 6n });
    await schedule(world, asset, dividend(NEW));
    expect((await lastOf()).attestAfter).toBe(NOW - 6n);
  });

  test("schedule_action refuses a dividend while the split before it waits for its attestation", async () => {
    await schedule(world, asset, ONE_FOR_EIGHT);
    await world.vm.setTime(NOW + DAY);
    await expectRefused("AttestationBeforeEvent", dividend(bits("0.126"), NOW + 2n * DAY));
    await attest(world, asset, { shares: SUPPLY });
    await schedule(world, asset, dividend(bits("0.126"), NOW + 2n * DAY));
  });
});

test("schedule_action refuses to number past what the fields can hold", async () => {
  await forgeAsset(world.vm, asset.address, { sequence: U64_MAX });
  await expectRefused("MathOverflow", dividend(NEW));
  await forgeAsset(world.vm, asset.address, { sequence: 1n, actionCount: U64_MAX });
  await expectRefused("MathOverflow", dividend(NEW), { number: 0n });
});

interface Difference {
  readonly [part: string]: unknown;
  readonly asset?: Partial<Asset>;
  readonly round?: Partial<Attestation>;
  readonly issuer?: Partial<Issuer>;
  readonly request?: Partial<ActionRequest>;
  readonly effectiveAt?: bigint;
  readonly document?: Uint8Array;
  readonly approval?: PublicKey;
  readonly time?: bigint;
}

const PENDING = { kind: "Dividend", number: 1n, from: UNIT, to: UNIT, effectiveAt: NOW + 3n * DAY } as const;

describeOrder<Difference>({
  name: "schedule_action",
  checks: [
    { where: "another action is pending", error: "ActionPending", state: { asset: { action: PENDING } } },
    { where: "the document is missing", error: "DocumentMissing", state: { document: new Uint8Array(32) } },
    { where: "the notice is too short", error: "NoticeTooShort", state: { effectiveAt: NOW + HOUR - 1n } },
    { where: "the notice is too long", error: "NoticeTooLong", state: { effectiveAt: NOW + 400n * DAY } },
    { where: "the multiplier is out of its domain", error: "MultiplierOutOfRange", state: { request: { to: 0n } } },
    { where: "the dividend is too large", error: "DividendOutOfRange", state: { request: { to: bits("1.26") } } },
    { where: "the reserve was never attested", error: "NotAttested", state: { round: { round: 0n } } },
    { where: "the attestors have changed", error: "AttestationEpochOld", state: { issuer: { attestorEpoch: 9n } } },
    {
      where: "the attestation is too old",
      error: "AttestationTooOld",
      state: { asset: { limits: { ...LIMITS, maxAttestationAge: 1n } } },
    },
    { where: "something has happened since", error: "AttestationBeforeEvent", state: { asset: { attestAfter: NOW } } },
    { where: "the shares do not cover it", error: "InsufficientReserve", state: { round: { shares: SUPPLY } } },
    { where: "an approval is given", error: "WrongApproval", state: { approval: Keypair.generate().publicKey } },
    { where: "the sequence can't rise", error: "MathOverflow", state: { asset: { sequence: U64_MAX } } },
  ],
  expectRefusal: async (state, error) => {
    await forgeAttestation(world.vm, asset.attestation, { asOf: NOW - 2n, ...state.round });
    await forgeAsset(world.vm, asset.address, { attestAfter: NOW - 2n, ...state.asset });
    await forgeIssuer(world.vm, world.issuer.address, state.issuer ?? {});
    const wanted = {
      action: { kind: "Dividend", to: NEW, ...state.request } as ActionRequest,
      effectiveAt: state.effectiveAt ?? NOW + HOUR,
    };
    await expectRefused(error, wanted, {
      ...(state.document !== undefined && { documentSha256: state.document }),
      ...(state.approval !== undefined && { approval: state.approval }),
    });
  },
});

test("schedule_action refuses a Token-2022 that does not take the multiplier as scheduled", async () => {
  const { issuer, mint, address, attestation } = asset;
  const vm = await startVm({ programs: [{ address: TOKEN_2022_PROGRAM_ID, elf: NOTHING_PROGRAM }] });
  for (const key of [issuer.address, mint, address, attestation]) {
    await vm.setAccount(key, (await world.vm.getAccount(key))!);
  }
  await vm.fund(world.payer.publicKey, 1_000n * ONE);
  const other = { ...world, vm };
  const instructions = await scheduleInstruction(other, asset, TEN_FOR_ONE);
  const signers = [issuer.actionOfficer, issuer.custodian];
  await expectRefusal(other, { instructions, signers }, "custody", "MultiplierNotSettled");
});

/** Of a decrease, which takes all accounts, the approval's rent paid by somebody who does nothing else. */
const attempt = async () => {
  const [first, second] = attestors;
  const payer = keypairOf("who pays for approvals");
  await world.vm.fund(payer.publicKey, ONE);
  const approval = approveInstruction(world, asset, first.publicKey, termsOf(SPIN_OFF), { payer: payer.publicKey });
  await act(world, approval, [first, payer]);
  await approve(world, asset, [second], termsOf(SPIN_OFF));
  const { actionOfficer, custodian } = world.issuer;
  return { instruction: await scheduleInstruction(world, asset, SPIN_OFF), signers: [actionOfficer, custodian] };
};
const subject = { world: () => world, name: "schedule_action", attempt };

async function approveSibling(): Promise<PublicKey> {
  await approve(world, sibling, attestors, termsOf(SPIN_OFF));
  return approvalOf(sibling, termsOf(SPIN_OFF));
}

describeMalformed(subject);
describeReadOnly(subject);
describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    action_officer: [
      {
        as: "the authority",
        key: () => world.issuer.authority.publicKey,
        refused: ["custody", "NotActionOfficer"],
        signers: () => [world.issuer.authority],
      },
      {
        as: "another issuer's action officer",
        key: () => theirs.issuer.actionOfficer.publicKey,
        refused: ["custody", "NotActionOfficer"],
        signers: () => [theirs.issuer.actionOfficer],
      },
      {
        as: "the custodian",
        key: () => world.issuer.custodian.publicKey,
        refused: ["custody", "NotActionOfficer"],
      },
    ],
    custodian: [
      {
        as: "the action officer",
        key: () => world.issuer.actionOfficer.publicKey,
        refused: ["custody", "NotCustodian"],
      },
      {
        as: "another issuer's custodian",
        key: () => theirs.issuer.custodian.publicKey,
        refused: ["custody", "NotCustodian"],
        signers: () => [theirs.issuer.custodian],
      },
    ],
    issuer: [
      {
        as: "another issuer",
        key: () => theirs.issuer.address,
        refused: ["custody", "NotActionOfficer"],
      },
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
    attestation: [
      { as: "another asset's attestation", key: () => sibling.attestation, refused: ["custody", "WrongAttestation"] },
      ...imposters(
        () => world.vm,
        () => asset.attestation,
      ),
    ],
    corporate_action: [
      { as: "another asset's", key: () => actionOf(sibling, 1n), refused: ["custody", "InvalidSeeds"] },
      { as: "another number's", key: () => actionOf(asset, 2n), refused: ["custody", "InvalidSeeds"] },
    ],
    approval: [
      { as: "another asset's", key: approveSibling, refused: ["custody", "WrongApproval"] },
      { as: "a vacant account", key: () => alice.publicKey, refused: ["custody", "NotApproved"] },
      {
        as: "the program, which says that there is none",
        key: () => CUSTODY_PROGRAM_ID,
        refused: ["custody", "NotApproved"],
      },
    ],
    approval_rent_payer: [
      { as: "somebody else", key: () => alice.publicKey, refused: ["custody", "WrongRentPayer"] },
      {
        as: "the program, which says that there is none",
        key: () => CUSTODY_PROGRAM_ID,
        refused: ["custody", "NotApproved"],
      },
    ],
    token_program: [{ as: "SPL Token", key: () => TOKEN_PROGRAM_ID, refused: ["custody", "WrongProgram"] }],
    system_program: [
      { as: "Token-2022", key: () => TOKEN_2022_PROGRAM_ID, refused: ["custody", "IncorrectProgramId"] },
    ],
  },
});
