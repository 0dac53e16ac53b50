import {
  ACTION_APPROVAL_SIZE,
  type ActionTerms,
  encodeActionApproval,
  fetchActionApproval,
  fetchAsset,
  I64_MAX,
  I64_MIN,
  LAYOUT_VERSION,
  multiplierFromDecimal,
  rentExemptLamports,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  U64_MAX,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME, type Sent } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { type Keypair, PublicKey } from "@solana/web3.js";
import { idOf } from "./harness/acts";
import { totalsOf } from "./harness/balances";
import { checkpoint } from "./harness/checkpoint";
import { approvalOf, approve, approveInstruction, DOCUMENT } from "./harness/corporateActions";
import { forgeAsset, forgeCopy, forgeIssuer, forgeMultiplier } from "./harness/forge";
import { imposters } from "./harness/imposters";
import { ISIN, listAsset, ONE, type TestAsset } from "./harness/listing";
import { describeMalformed } from "./harness/malformed";
import { describeOrder } from "./harness/order";
import { keypairOf } from "./harness/people";
import { describeReadOnly } from "./harness/readOnly";
import { expectRefusal } from "./harness/refusal";
import { describeSubstitutions } from "./harness/substitution";
import { pauseToken } from "./harness/tokenPause";
import { act, createIssuer, createRegistry, DAY, startWorld, type World } from "./harness/world";

const NOW = DEFAULT_VM_TIME;
const PLACES = 5;
const bits = (decimal: string): bigint => multiplierFromDecimal(decimal).bits;
const TERMS: ActionTerms = { documentSha256: DOCUMENT, to: bits("0.9"), effectiveAt: NOW + 2n * DAY };

let world: World;
let asset: TestAsset;
let sibling: TestAsset;
let theirs: TestAsset;
let first: Keypair;
let second: Keypair;
let third: Keypair;
let restore: () => Promise<void>;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  sibling = await listAsset(world, { symbol: "TSLAx", isin: ISIN.tesla, profile: "open" });
  const issuer = await createIssuer(world, "their issuer", await createRegistry(world, "their registry"), []);
  theirs = await listAsset(world, { issuer, symbol: "THEIRS", profile: "open" });
  [first, second, third] = world.issuer.attestors as [Keypair, Keypair, Keypair];
  const approvals = [asset, sibling].map((of) => approvalOf(of, TERMS));
  restore = await checkpoint(world.vm, [asset.address, asset.mint, world.issuer.address, ...approvals]);
});
beforeEach(() => restore());

async function approveOnce(attestor: Keypair, terms: ActionTerms = TERMS): Promise<Sent> {
  const [sent] = await approve(world, asset, [attestor], terms);
  return sent!;
}

function expectRefused(error: string, terms: ActionTerms = TERMS, attestor = first): Promise<unknown> {
  const instructions = approveInstruction(world, asset, attestor.publicKey, terms);
  return expectRefusal(world, { instructions, signers: [attestor] }, "custody", error);
}

function places(filled: Readonly<Record<number, Keypair>>): PublicKey[] {
  return Array.from({ length: PLACES }, (_, place) => filled[place]?.publicKey ?? PublicKey.default);
}

const attestorsOf = async (terms = TERMS): Promise<readonly PublicKey[]> =>
  (await fetchActionApproval(world.vm, approvalOf(asset, terms))).attestors;

describe("approve_action", () => {
  test("approve_action creates the account of these terms with its first approval, paid by the payer, and reports it", async () => {
    const [before, totals] = [await fetchAsset(world.vm, asset.address), await totalsOf(world, asset)];
    const payer = keypairOf("who pays");
    const rent = rentExemptLamports(ACTION_APPROVAL_SIZE);
    await world.vm.fund(payer.publicKey, 10n * rent);
    const funded = (await world.vm.getAccount(payer.publicKey))!.lamports;

    const instruction = approveInstruction(world, asset, third.publicKey, TERMS, { payer: payer.publicKey });
    const { events } = await act(world, instruction, [third, payer]);
    expect(funded - (await world.vm.getAccount(payer.publicKey))!.lamports).toBe(rent);
    const { bump, ...approval } = await fetchActionApproval(world.vm, approvalOf(asset, TERMS));
    const given = { ...TERMS, from: bits("1"), epoch: 1n, rentPayer: payer.publicKey };
    const expected = { version: LAYOUT_VERSION, asset: asset.address, ...given };
    expect(approval).toEqual({ ...expected, attestors: places({ 2: third }) });
    const account = await world.vm.getAccount(approvalOf(asset, TERMS));
    expect(account?.data).toEqual(encodeActionApproval({ bump, ...approval }));
    const sequence = before.sequence + 1n;
    expect(await fetchAsset(world.vm, asset.address)).toEqual({ ...before, sequence });
    const data = { asset: asset.address, sequence, at: NOW, attestor: third.publicKey, epoch: 1n, ...TERMS };
    expect(events).toEqual([
      { program: "custody", line: expect.any(Number), name: "ActionApproved", data: { ...data, approvals: 1, totals } },
    ]);
  });

  test("approve_action puts every attestor's approval in its own place, whoever pays", async () => {
    await approveOnce(second);
    const before = await fetchActionApproval(world.vm, approvalOf(asset, TERMS));
    const payer = keypairOf("another payer");
    await world.vm.fund(payer.publicKey, ONE);
    const instruction = approveInstruction(world, asset, first.publicKey, TERMS, { payer: payer.publicKey });
    const { events } = await act(world, instruction, [first, payer]);
    expect(events).toMatchObject([{ data: { attestor: first.publicKey, approvals: 2 } }]);
    expect((await world.vm.getAccount(payer.publicKey))?.lamports).toBe(ONE);
    const after = await fetchActionApproval(world.vm, approvalOf(asset, TERMS));
    expect(after).toEqual({ ...before, attestors: places({ 0: first, 1: second }) });
    await approveOnce(third);
    expect(await attestorsOf()).toEqual(places({ 0: first, 1: second, 2: third }));
  });

  test("approve_action creates it at an address that lamports were sent to before", async () => {
    await world.vm.fund(approvalOf(asset, TERMS), 1n);
    await approveOnce(first);
    expect(await attestorsOf()).toEqual(places({ 0: first }));
  });

  test("approve_action refuses an attestor's second approval of the same", async () => {
    await approveOnce(first);
    await expectRefused("ApprovalRepeated");
    await approveOnce(second);
    await expectRefused("ApprovalRepeated");
  });

  test("approve_action keeps approvals of other documents, multipliers and times apart", async () => {
    await approveOnce(first);
    for (const other of [
      { ...TERMS, documentSha256: idOf("other") },
      { ...TERMS, to: TERMS.to + 1n },
      { ...TERMS, effectiveAt: TERMS.effectiveAt + 1n },
    ]) {
      const { events } = await approveOnce(first, other);
      expect(events).toMatchObject([{ data: { approvals: 1 } }]);
      expect(await attestorsOf(other)).toEqual(places({ 0: first }));
    }
    expect(await attestorsOf()).toEqual(places({ 0: first }));
  });

  test("approve_action approves while the asset is halted and the token paused", async () => {
    await forgeAsset(world.vm, asset.address, { status: "Halted" });
    await pauseToken(world, asset);
    await approveOnce(first);
  });
});

describe("approvals when the attestors change", () => {
  test("approve_action starts anew in a new epoch, and leaves who paid the rent", async () => {
    await approve(world, asset, [first, second], TERMS);
    const { rentPayer } = await fetchActionApproval(world.vm, approvalOf(asset, TERMS));
    await forgeIssuer(world.vm, world.issuer.address, { attestorEpoch: 2n });
    const { events } = await approveOnce(second);
    expect(events).toMatchObject([{ data: { epoch: 2n, approvals: 1 } }]);
    const after = await fetchActionApproval(world.vm, approvalOf(asset, TERMS));
    expect(after).toMatchObject({ epoch: 2n, rentPayer, attestors: places({ 1: second }) });
  });

  test("approve_action refuses whom another has replaced, and takes the other", async () => {
    const other = keypairOf("a new attestor");
    await forgeIssuer(world.vm, world.issuer.address, {
      attestors: places({ 0: first, 1: other, 2: third }),
      attestorEpoch: 2n,
    });
    await expectRefused("NotAttestor", TERMS, second);
    await approveOnce(other);
    expect(await attestorsOf()).toEqual(places({ 1: other }));
  });
});

describe("approvals when the multiplier changes", () => {
  test("approve_action starts anew where another one is in force, and leaves who paid the rent", async () => {
    const to = bits("1.0005");
    await approve(world, asset, [first, second], TERMS);
    const before = await fetchActionApproval(world.vm, approvalOf(asset, TERMS));
    await forgeMultiplier(world.vm, asset.mint, bits("1"), to, NOW + 1n);
    await expectRefused("ApprovalRepeated");
    await world.vm.setTime(NOW + 1n);
    const { events } = await approveOnce(second);
    expect(events).toMatchObject([{ data: { approvals: 1 } }]);
    const after = await fetchActionApproval(world.vm, approvalOf(asset, TERMS));
    expect(after).toEqual({ ...before, from: to, attestors: places({ 1: second }) });
    await expectRefused("ApprovalRepeated", TERMS, second);
  });
});

describe("what can be approved", () => {
  test("approve_action takes terms up to 24 hours before their time, and not a second less", async () => {
    await world.vm.setTime(TERMS.effectiveAt - DAY + 1n);
    await expectRefused("NoticeTooShort");
    await world.vm.setTime(TERMS.effectiveAt - DAY);
    await approveOnce(first);
  });

  test("approve_action takes terms up to 366 days before their time, and not a second more", async () => {
    await expectRefused("NoticeTooLong", { ...TERMS, effectiveAt: NOW + 366n * DAY + 1n });
    await approveOnce(first, { ...TERMS, effectiveAt: NOW + 366n * DAY });
  });

  test("approve_action refuses times that no clock shows, and those of the past", async () => {
    for (const effectiveAt of [I64_MIN, -1n, 0n, NOW]) await expectRefused("NoticeTooShort", { ...TERMS, effectiveAt });
    await expectRefused("NoticeTooLong", { ...TERMS, effectiveAt: I64_MAX });
  });

  test.each([
    ["0", 0n],
    ["2^12", bits("2048") + (1n << 52n)],
    ["one step below 2^-12", bits("0.000244140625") - 1n],
    ["all bits set", U64_MAX],
  ])("approve_action refuses a multiplier of %s", async (_, to) => {
    await expectRefused("MultiplierOutOfRange", { ...TERMS, to });
  });
});

test("approve_action refuses what is at the address and is no approval", async () => {
  await approveOnce(first);
  const approval = approvalOf(asset, TERMS);
  await forgeCopy(world.vm, approval, approval, TOKEN_PROGRAM_ID);
  await expectRefused("WrongApproval", TERMS, second);
});

interface Difference {
  readonly [part: string]: unknown;
  readonly attestor?: Keypair;
  readonly terms?: Partial<ActionTerms>;
  readonly isApproved?: true;
  readonly sequence?: bigint;
}

describeOrder<Difference>({
  name: "approve_action",
  checks: [
    { where: "the signer is no attestor", error: "NotAttestor", state: { attestor: keypairOf("no attestor") } },
    {
      where: "the document is missing",
      error: "DocumentMissing",
      state: { terms: { documentSha256: new Uint8Array(32) } },
    },
    { where: "the notice is too short", error: "NoticeTooShort", state: { terms: { effectiveAt: NOW + DAY - 1n } } },
    { where: "the notice is too long", error: "NoticeTooLong", state: { terms: { effectiveAt: NOW + 367n * DAY } } },
    { where: "the multiplier is out of its domain", error: "MultiplierOutOfRange", state: { terms: { to: 1n } } },
    { where: "the attestor has approved it", error: "ApprovalRepeated", state: { isApproved: true } },
    { where: "the sequence can't rise", error: "MathOverflow", state: { sequence: U64_MAX } },
  ],
  expectRefusal: async ({ attestor, terms, isApproved, sequence }, error) => {
    if (isApproved) await approveOnce(first);
    if (sequence !== undefined) await forgeAsset(world.vm, asset.address, { sequence });
    await expectRefused(error, { ...TERMS, ...terms }, attestor);
  },
});

/** The second approval, so that every account exists. */
const attempt = async () => {
  await approveOnce(second);
  return { instruction: approveInstruction(world, asset, first.publicKey, TERMS), signers: [first] };
};
const subject = { world: () => world, name: "approve_action", attempt };

describeMalformed(subject);
describeReadOnly(subject);
describeSubstitutions({
  ...subject,
  substitutions: {
    payer: "whoever signs may pay",
    attestor: [
      {
        as: "the authority",
        key: () => world.issuer.authority.publicKey,
        refused: ["custody", "NotAttestor"],
        signers: () => [world.issuer.authority],
      },
      {
        as: "another issuer's attestor",
        key: () => theirs.issuer.attestors[0]!.publicKey,
        refused: ["custody", "NotAttestor"],
        signers: () => [theirs.issuer.attestors[0]!],
      },
    ],
    issuer: [
      { as: "another issuer", key: () => theirs.issuer.address, refused: ["custody", "WrongIssuer"] },
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
    approval: [
      {
        as: "the same terms of another asset",
        key: () => approvalOf(sibling, TERMS),
        refused: ["custody", "InvalidSeeds"],
      },
      {
        as: "other terms",
        key: () => approvalOf(asset, { ...TERMS, to: TERMS.to + 1n }),
        refused: ["custody", "InvalidSeeds"],
      },
    ],
    system_program: [
      { as: "Token-2022", key: () => TOKEN_2022_PROGRAM_ID, refused: ["custody", "IncorrectProgramId"] },
    ],
  },
});
