import {
  AccountNotFoundError,
  ActionPendingError,
  BackstockError,
  fetchAsset,
  fetchCorporateAction,
  fetchMaybeActionApproval,
  findActionApprovalPda,
  findCorporateActionPda,
  InvalidInputError,
  multiplierFromDecimal,
  MultiplierOutOfRangeError,
  NoActionError,
  type PrepareApproveActionInput,
  prepareApproveAction,
  prepareCancelAction,
  prepareScheduleAction,
  type PrepareScheduleActionInput,
  sha256,
  type WantedAction,
  type WantedApproval,
} from "@backstock/sdk";
import { DEFAULT_VM_TIME, send } from "@backstock/sdk/testing";
import { beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { attest, idOf } from "../../harness/acts";
import { checkpoint } from "../../harness/checkpoint";
import { forgeMultiplier } from "../../harness/forge";
import { listAsset, ONE, type TestAsset } from "../../harness/listing";
import { keypairOf } from "../../harness/people";
import { DAY, SOL, startWorld, type World } from "../../harness/world";
import { counted } from "./reads";
import { thrown } from "./thrown";

const NOW = DEFAULT_VM_TIME;
const document = new TextEncoder().encode("The board announces ...");
const documentSha256 = sha256(document);
const DIVIDEND: WantedAction = { kind: "Dividend", to: "1.0032690125398187" };
const SPLIT: WantedAction = { kind: "Split", numerator: 3, denominator: 2 };
const SPIN_OFF = { kind: "Decrease", to: "0.9" } as const;
const REVERSE_SPLIT = { kind: "Split", numerator: 9, denominator: 10 } as const;
const effectiveAt = NOW + 2n * DAY;

let world: World;
let asset: TestAsset;
let officers: Keypair[];
let restore: () => Promise<void>;
const actionAt = (number: bigint): PublicKey => findCorporateActionPda({ asset: asset.address, number }).address;
const bits = (decimal: string): bigint => multiplierFromDecimal(decimal).bits;

beforeAll(async () => {
  world = await startWorld();
  asset = await listAsset(world);
  officers = [world.issuer.actionOfficer, world.issuer.custodian];
  await attest(world, asset, { shares: ONE });
  const approval = findActionApprovalPda({ asset: asset.address, documentSha256, to: bits(SPIN_OFF.to), effectiveAt });
  const made = [actionAt(1n), actionAt(2n), approval.address];
  restore = await checkpoint(world.vm, [asset.address, asset.mint, ...made]);
});
beforeEach(() => restore());

function inputOf(action: WantedAction, changes: Partial<PrepareScheduleActionInput> = {}): PrepareScheduleActionInput {
  const { payer, issuer } = world;
  const listing = { payer: payer.publicKey, issuer: issuer.address, mint: asset.mint };
  return { ...listing, action, effectiveAt, document, ...changes } as PrepareScheduleActionInput;
}

async function schedule(action: WantedAction): Promise<void> {
  await send(world.vm, await prepareScheduleAction(world.vm, inputOf(action)), [world.payer, ...officers]);
}

function approvalInput(attestor: Keypair, action: WantedApproval = SPIN_OFF): PrepareApproveActionInput {
  const { payer, issuer } = world;
  const listing = { payer: payer.publicKey, issuer: issuer.address, mint: asset.mint };
  return { ...listing, attestor: attestor.publicKey, action, effectiveAt, document };
}

async function approve(attestor: Keypair, action: WantedApproval): Promise<void> {
  await send(world.vm, await prepareApproveAction(world.vm, approvalInput(attestor, action)), [world.payer, attestor]);
}

describe("prepareScheduleAction", () => {
  test.each([
    ["a dividend, by the multiplier after it", DIVIDEND, { kind: "Dividend", to: bits("1.0032690125398187") }],
    ["a split, by its ratio", SPLIT, { kind: "Split", numerator: 3, denominator: 2, to: bits("1.5") }],
  ])("schedules %s, in one read", async (_, action, expected) => {
    const { prepared, reads } = await counted(world.vm, (reader) => prepareScheduleAction(reader, inputOf(action)));
    expect(reads).toBe(1);
    expect(prepared.signers).toEqual([world.payer, ...officers].map(({ publicKey }) => publicKey));
    await send(world.vm, prepared, [world.payer, ...officers]);
    const made = { ...expected, number: 1n, effectiveAt, documentSha256, asset: asset.address };
    expect(await fetchCorporateAction(world.vm, actionAt(1n))).toMatchObject(made);
  });

  test("has the action officer pay where nobody else is named, and takes a document's hash", async () => {
    await world.vm.fund(world.issuer.actionOfficer.publicKey, SOL);
    const hashed = { payer: undefined, document: undefined, documentSha256: idOf("announcement") };
    const prepared = await prepareScheduleAction(world.vm, inputOf(DIVIDEND, hashed));
    expect(prepared.feePayer).toEqual(world.issuer.actionOfficer.publicKey);
    await send(world.vm, prepared, officers);
    expect((await fetchCorporateAction(world.vm, actionAt(1n))).documentSha256).toEqual(idOf("announcement"));
  });

  test("starts a split from the multiplier in force at the chain's time, not from the one that was", async () => {
    await forgeMultiplier(world.vm, asset.mint, bits("1"), bits("1.0026642075893797"), NOW);
    await schedule(SPLIT);
    const nearest = BigInt.asUintN(64, new BigInt64Array(new Float64Array([1.0026642075893797 * 1.5]).buffer)[0]!);
    expect((await fetchAsset(world.vm, asset.address)).action).toMatchObject({
      from: bits("1.0026642075893797"),
      to: nearest,
    });
  });

  test.each([
    ["decrease", SPIN_OFF],
    ["reverse split", REVERSE_SPLIT],
  ])("schedules a %s that the attestors have approved, in two reads, and gives the rent back", async (_, action) => {
    for (const attestor of world.issuer.attestors.slice(0, 2)) await approve(attestor, action);
    const { prepared, reads } = await counted(world.vm, (reader) => prepareScheduleAction(reader, inputOf(action)));
    expect(reads).toBe(2);
    await send(world.vm, prepared, [world.payer, ...officers]);
    expect(await fetchCorporateAction(world.vm, actionAt(1n))).toMatchObject({ kind: action.kind, to: bits("0.9") });
    const terms = { asset: asset.address, documentSha256, to: bits("0.9"), effectiveAt };
    expect(await fetchMaybeActionApproval(world.vm, findActionApprovalPda(terms).address)).toBeNull();
  });

  test.each([
    ["decrease", SPIN_OFF],
    ["reverse split", REVERSE_SPLIT],
  ])("refuses a %s that nobody has approved", async (_, action) => {
    const error = await thrown(AccountNotFoundError, prepareScheduleAction(world.vm, inputOf(action)));
    expect(error).toMatchObject({ account: "ActionApproval" });
  });

  test("refuses another action while one is pending, and none from the second on in which that takes effect", async () => {
    await schedule(DIVIDEND);
    const later = inputOf(SPLIT, { effectiveAt: effectiveAt + 2n * DAY });
    await world.vm.setTime(effectiveAt - 1n);
    const error = await thrown(ActionPendingError, prepareScheduleAction(world.vm, later));
    expect(error).toMatchObject({ asset: asset.address, number: 1n, effectiveAt });
    await world.vm.setTime(effectiveAt);
    await send(world.vm, await prepareScheduleAction(world.vm, later), [world.payer, ...officers]);
    expect((await fetchAsset(world.vm, asset.address)).action.number).toBe(2n);
  });

  test("leaves the notice to the chain's clock", async () => {
    const prepared = await prepareScheduleAction(world.vm, inputOf(DIVIDEND, { effectiveAt: NOW }));
    const refused = await thrown(BackstockError, send(world.vm, prepared, [world.payer, ...officers]));
    expect(refused.name).toBe("NoticeTooShort");
  });

  test("refuses what is no multiplier, no ratio, no time and no hash, and a mint that is not listed", async () => {
    const refused = (action: WantedAction, changes: Partial<PrepareScheduleActionInput> = {}) =>
      prepareScheduleAction(world.vm, inputOf(action, changes));
    await thrown(MultiplierOutOfRangeError, refused({ kind: "Dividend", to: "4096" }));
    await thrown(InvalidInputError, refused({ kind: "Dividend", to: "1,0032" }));
    await thrown(InvalidInputError, refused({ kind: "Split", numerator: 1, denominator: 1 }));
    await thrown(InvalidInputError, refused(DIVIDEND, { effectiveAt: 1n << 63n }));
    const short = { document: undefined, documentSha256: documentSha256.subarray(1) };
    await thrown(InvalidInputError, refused(DIVIDEND, short));
    const unlisted = await thrown(AccountNotFoundError, refused(DIVIDEND, { mint: keypairOf("unlisted").publicKey }));
    expect(unlisted).toMatchObject({ account: "Asset" });
  });
});

describe("prepareCancelAction", () => {
  const listing = () => ({ issuer: world.issuer.address, mint: asset.mint });

  test("takes the pending action back, in one read, by the action officer", async () => {
    await schedule(DIVIDEND);
    const input = { ...listing(), payer: world.payer.publicKey };
    const { prepared, reads } = await counted(world.vm, (reader) => prepareCancelAction(reader, input));
    expect(reads).toBe(1);
    expect(prepared.signers).toEqual([world.payer.publicKey, world.issuer.actionOfficer.publicKey]);
    await send(world.vm, prepared, [world.payer, world.issuer.actionOfficer]);
    expect((await fetchCorporateAction(world.vm, actionAt(1n))).status).toBe("Cancelled");
    expect((await prepareScheduleAction(world.vm, inputOf(SPLIT))).instructions).toHaveLength(1);
  });

  test("has the action officer pay where nobody else is named", async () => {
    await schedule(DIVIDEND);
    const { feePayer } = await prepareCancelAction(world.vm, listing());
    expect(feePayer).toEqual(world.issuer.actionOfficer.publicKey);
  });

  test.each(["authority", "pauser"] as const)("takes it back by the %s, who pays by default", async (role) => {
    await schedule(DIVIDEND);
    const signer = world.issuer[role];
    await world.vm.fund(signer.publicKey, SOL);
    const prepared = await prepareCancelAction(world.vm, { ...listing(), signer: signer.publicKey });
    expect(prepared.signers).toEqual([signer.publicKey]);
    await send(world.vm, prepared, [signer]);
    expect((await fetchCorporateAction(world.vm, actionAt(1n))).status).toBe("Cancelled");
  });

  test("refuses a signer without one of the three roles", async () => {
    await schedule(DIVIDEND);
    for (const { publicKey: signer } of [world.issuer.custodian, world.issuer.minter, keypairOf("nobody")]) {
      await thrown(InvalidInputError, prepareCancelAction(world.vm, { ...listing(), signer }));
    }
  });

  test("refuses where there is nothing to take back, never scheduled or cancelled", async () => {
    expect(await thrown(NoActionError, prepareCancelAction(world.vm, listing()))).toMatchObject({
      asset: asset.address,
    });
    await schedule(DIVIDEND);
    const cancel = await prepareCancelAction(world.vm, { ...listing(), payer: world.payer.publicKey });
    await send(world.vm, cancel, [world.payer, world.issuer.actionOfficer]);
    await thrown(NoActionError, prepareCancelAction(world.vm, listing()));
  });
});

describe("prepareApproveAction", () => {
  test("is signed by the attestor, who pays where nobody else is named, in one read", async () => {
    const [attestor] = world.issuer.attestors as [Keypair];
    await world.vm.fund(attestor.publicKey, SOL);
    const input = { ...approvalInput(attestor), payer: undefined };
    const { prepared, reads } = await counted(world.vm, (reader) => prepareApproveAction(reader, input));
    expect(reads).toBe(1);
    expect(prepared.signers).toEqual([attestor.publicKey]);
    await send(world.vm, prepared, [attestor]);
    const terms = { asset: asset.address, documentSha256, to: bits("0.9"), effectiveAt };
    const approval = await fetchMaybeActionApproval(world.vm, findActionApprovalPda(terms).address);
    expect(approval).toMatchObject({ attestors: expect.arrayContaining([attestor.publicKey]) });
  });

  test("computes a reverse split's multiplier from the one in force at the chain's time", async () => {
    const [attestor] = world.issuer.attestors as [Keypair];
    await forgeMultiplier(world.vm, asset.mint, bits("1"), bits("4"), NOW);
    await approve(attestor, { kind: "Split", numerator: 1, denominator: 8 });
    const terms = { asset: asset.address, documentSha256, to: bits("0.5"), effectiveAt };
    const approval = await fetchMaybeActionApproval(world.vm, findActionApprovalPda(terms).address);
    expect(approval).toMatchObject({ from: bits("4"), to: bits("0.5") });
  });

  test("refuses a split that leaves more shares, what is no ratio or multiplier, and a mint that is not listed", async () => {
    const input = approvalInput(world.issuer.attestors[0]!);
    const refused = (action: WantedApproval) => prepareApproveAction(world.vm, { ...input, action });
    await thrown(InvalidInputError, refused({ kind: "Split", numerator: 10, denominator: 1 }));
    await thrown(InvalidInputError, refused({ kind: "Split", numerator: 1, denominator: 1 }));
    await thrown(MultiplierOutOfRangeError, refused({ kind: "Decrease", to: "0" }));
    const unlisted = prepareApproveAction(world.vm, { ...input, mint: keypairOf("unlisted").publicKey });
    expect(await thrown(AccountNotFoundError, unlisted)).toMatchObject({ account: "Asset" });
  });
});
