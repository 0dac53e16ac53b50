/** One key is stolen: what the thief does, what the others do about it, and who has what afterwards. */
import {
  createAcceptIssuerAuthorityInstruction,
  createCancelChangeInstruction,
  createResumeMintInstruction,
  createResumeTokenInstruction,
  createRevokeRoleInstruction,
  createSetLimitsInstruction,
  fetchAsset,
  fetchIssuer,
  fetchOpenChanges,
  type Role,
  U64_MAX,
} from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { attest, cancelInstruction, mint, mintInstruction, record, request, requestInstruction } from "../harness/acts";
import {
  apply,
  applyInstruction,
  cancelChangeInstruction,
  change,
  passDelay,
  pauseMint,
  propose,
  revokeAttestor,
  revokeRole,
  type TestChange,
} from "../harness/admin";
import { ASKED, type Heist, HOLDINGS, inThievesHands, startHeist, SURPLUS } from "../harness/heist";
import { LIMITS, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { flag, voidInstruction } from "../harness/redemptionActs";
import { expectRefusal } from "../harness/refusal";
import type { Mark } from "../harness/rewind";
import { MOST_PAUSE } from "../harness/thefts";
import { isTokenPaused, LEAST_PAUSE, pauseToken, pausing, resumeToken } from "../harness/tokenPause";
import { act, DAY, type TestIssuer, type World } from "../harness/world";

const ROLES = ["Custodian", "Minter", "Redeemer", "Pauser", "ActionOfficer", "ComplianceOfficer"] as const;

let heist: Heist;
let world: World;
let asset: TestAsset;
let issuer: TestIssuer;
let thief: Keypair;
let mark: Mark;

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset, thief } = heist);
  ({ issuer } = world);
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

const wait = async (seconds: bigint) => world.vm.setTime((await world.vm.now()) + seconds);
const keyFor = (role: string): Keypair => keypairOf(`new ${role}`);
const newKeys = (names: readonly string[]): PublicKey[] => names.map((name) => keyFor(name).publicKey);
const ATTESTORS = { kind: "Attestors", attestors: newKeys(["a", "b", "c"]), threshold: 2 } as const;
const refused = (instructions: TransactionInstruction, signers: readonly Keypair[], error: string) =>
  expectRefusal(world, { instructions, signers }, "custody", error, [issuer.address, asset.address, asset.mint]);
/** The same asset, of an issuer whose roles and attestors new keys have. */
const renewed = (authority = issuer.authority): TestAsset => ({
  ...asset,
  issuer: {
    ...issuer,
    authority,
    custodian: keyFor("Custodian"),
    minter: keyFor("Minter"),
    redeemer: keyFor("Redeemer"),
    pauser: keyFor("Pauser"),
    actionOfficer: keyFor("ActionOfficer"),
    complianceOfficer: keyFor("ComplianceOfficer"),
    attestors: ["a", "b", "c"].map(keyFor),
  },
});
/** Every role but the authority's, and all attestors: seven changes. */
async function proposeNewKeys(): Promise<TestChange[]> {
  const changes: TestChange[] = [];
  for (const role of ROLES) {
    changes.push(await propose(world, issuer, { kind: "Role", role, key: keyFor(role).publicKey }));
  }
  return [...changes, await propose(world, issuer, ATTESTORS)];
}

describe("the authority's key is stolen", () => {
  test("GD13: it mints nothing before the change delay has passed, and then, if nobody has looked, all that rate and cap allow", async () => {
    await revokeRole(world, inThievesHands(heist, ["authority"]).issuer, "Pauser");
    const changes = await proposeNewKeys();
    const earliest = (await world.vm.now()) + DAY;
    await world.vm.setTime(earliest - 1n);
    for (const change of changes) await refused(await applyInstruction(world, change), [], "ChangeTooEarly");
    expect(await heist.difference()).toEqual({});

    await world.vm.setTime(earliest);
    for (const change of changes) await apply(world, change);
    const theirs = renewed();
    await attest(world, theirs, { shares: U64_MAX });
    await mint(world, theirs, { id: "theft", shares: LIMITS.mintRateCapacity, recipient: thief.publicKey });
    const more = await record(world, theirs, { id: "more", shares: 1n, recipient: thief.publicKey });
    await refused(mintInstruction(world, theirs, more, thief.publicKey), [theirs.issuer.minter], "MintRateExceeded");
    const { mintRateCapacity } = LIMITS;
    const minted = { supply: mintRateCapacity, minted: mintRateCapacity, "thief: tokens": mintRateCapacity };
    expect(await heist.difference()).toMatchObject(minted);
  });

  test("GD14: whoever has the key too cancels whatever the thief proposes, as the pauser does; so nobody gets anywhere, and nothing is lost", async () => {
    const byPauser = await propose(world, issuer, { kind: "Role", role: "Minter", key: thief.publicKey });
    await act(world, cancelChangeInstruction(world, byPauser, { signer: issuer.pauser.publicKey }), [issuer.pauser]);
    await revokeRole(world, inThievesHands(heist, ["authority"]).issuer, "Pauser");
    for (const role of ["Minter", "Custodian", "Authority"] as const) {
      await propose(world, issuer, { kind: "Role", role, key: thief.publicKey });
    }
    const cancelling = cancelChangeInstruction(world, { ...byPauser, number: 2n }, { signer: issuer.pauser.publicKey });
    await refused(cancelling, [issuer.pauser], "NotAuthorityOrPauser");
    await wait(DAY - 1n);
    const open = await fetchOpenChanges(world.vm, issuer.address);
    expect(open).toHaveLength(3);
    for (const { change: proposed } of open) {
      const of = { issuer: issuer.address, number: proposed.number, rentPayer: proposed.rentPayer };
      await act(world, createCancelChangeInstruction({ signer: issuer.authority.publicKey, ...of }), [
        issuer.authority,
      ]);
    }
    await wait(DAY);
    expect(await fetchOpenChanges(world.vm, issuer.address)).toEqual([]);
    const { minter, custodian, pendingAuthority } = await fetchIssuer(world.vm, issuer.address);
    expect([minter, custodian]).toEqual([issuer.minter.publicKey, issuer.custodian.publicKey]);
    expect(pendingAuthority.toBytes()).toEqual(new Uint8Array(32));
    expect(await heist.difference()).toEqual({});
  });

  test("GD15: what a thief has proposed outlives a new authority, whose first act is to cancel what is open", async () => {
    const theft = await propose(world, issuer, { kind: "Role", role: "Minter", key: thief.publicKey });
    const next = keypairOf("next authority");
    const handOver = await propose(world, issuer, { kind: "Role", role: "Authority", key: next.publicKey });
    await passDelay(world, issuer);
    await apply(world, handOver);
    const accept = { pendingAuthority: next.publicKey, issuer: issuer.address };
    await act(world, createAcceptIssuerAuthorityInstruction(accept), [next]);

    const [left, ...others] = await fetchOpenChanges(world.vm, issuer.address);
    expect({ address: left?.address, terms: left?.terms, others }).toEqual({
      ...{ address: theft.address, terms: theft.terms, others: [] },
    });
    await act(world, cancelChangeInstruction(world, theft, { signer: next.publicKey }), [next]);
    await refused(await applyInstruction(world, theft), [], "AccountDataTooSmall");
    expect((await fetchIssuer(world.vm, issuer.address)).minter).toEqual(issuer.minter.publicKey);
  });

  test("GD16: limits pulled to their tightest stop the mint until a change has waited, and neither hold an exit back nor take a token", async () => {
    const tightest = {
      ...{ supplyCap: 1n, maxAttestationAge: 1n, redemptionWindow: 1n, processingWindow: 1n },
      ...{ minimumRedemption: 0n, mintRateCapacity: 1n, mintRateRefill: 0n },
    };
    const of = { authority: issuer.authority.publicKey, issuer: issuer.address, mint: asset.mint };
    await act(world, createSetLimitsInstruction({ ...of, limits: tightest }), [issuer.authority]);
    await refused(createSetLimitsInstruction({ ...of, limits: LIMITS }), [issuer.authority], "NotTighter");
    const { bob, alice, onChain, wire } = heist;
    const redemption = await request(world, asset, { owner: bob, nonce: 0n, amount: HOLDINGS.bob, leastCash: 1n });
    await wait(2n);
    await flag(world, asset, redemption);
    await act(world, cancelInstruction(asset, redemption, bob.publicKey), [bob]);
    expect((await fetchAsset(world.vm, asset.address)).overdue).toBe(0n);

    // Those who asked before have their deadlines of before.
    const cancelling = cancelInstruction(asset, onChain, alice.publicKey);
    await refused(cancelling, [alice], "DeadlineNotPassed");
    await wait(LIMITS.redemptionWindow);
    for (const one of [onChain, wire]) await act(world, cancelInstruction(asset, one, alice.publicKey), [alice]);
    expect(await heist.difference()).toEqual({
      ...{ "alice: tokens": 2n * ASKED, escrow: -2n * ASKED, "asked for": -2n * ASKED },
    });
  });
});

describe("the pauser's key is stolen", () => {
  test("GD17: it empties every place and cancels every cure, until the authority revokes it; seven changes later all is as it was", async () => {
    const { bob, alice, onChain } = heist;
    for (const role of ["Custodian", "Minter", "Redeemer", "ActionOfficer", "ComplianceOfficer"] as const) {
      await revokeRole(world, issuer, role);
    }
    for (const attestor of issuer.attestors) await revokeAttestor(world, issuer, attestor.publicKey);
    await pauseMint(world, issuer);
    const [cure] = await proposeNewKeys();
    await act(world, cancelChangeInstruction(world, cure!, { signer: issuer.pauser.publicKey }), [issuer.pauser]);

    const revoking = { signer: issuer.authority.publicKey, issuer: issuer.address, role: "Pauser" as Role };
    await act(world, createRevokeRoleInstruction(revoking), [issuer.authority]);
    const again = cancelChangeInstruction(world, { ...cure!, number: 2n }, { signer: issuer.pauser.publicKey });
    await refused(again, [issuer.pauser], "NotAuthorityOrPauser");
    await propose(world, issuer, cure!.terms);

    // Nobody is there to pay, and who asks gets the tokens back.
    const redemption = await request(world, asset, { owner: bob, nonce: 0n, amount: HOLDINGS.bob, leastCash: 1n });
    await wait(LIMITS.redemptionWindow + 1n);
    await act(world, cancelInstruction(asset, redemption, bob.publicKey), [bob]);
    await act(world, cancelInstruction(asset, onChain, alice.publicKey), [alice]);

    const open = await fetchOpenChanges(world.vm, issuer.address);
    expect(open).toHaveLength(7);
    for (const { change: found, terms, address } of open) {
      await apply(world, { issuer, number: found.number, address, terms, proposed: cure!.proposed });
    }
    const cured = renewed();
    const of = { authority: issuer.authority.publicKey, issuer: issuer.address };
    await act(world, createResumeMintInstruction(of), [issuer.authority]);
    await attest(world, cured, { shares: 1_000n * ONE });
    await mint(world, cured, { id: "again", shares: SURPLUS, recipient: bob.publicKey });
    expect(await heist.difference()).toEqual({
      ...{ supply: SURPLUS, minted: SURPLUS, "bob: tokens": SURPLUS },
      ...{ "alice: tokens": ASKED, escrow: -ASKED, "asked for": -ASKED },
    });
  });

  test("GD18: however it pauses, requests wait less than 81 hours on end and less than 145 in thirty days, and who resumes asks in the same transaction", async () => {
    const { bob } = heist;
    const begin = await world.vm.now();
    const asking = requestInstruction(world, asset, { owner: bob, nonce: 0n, amount: HOLDINGS.bob, leastCash: 1n });
    await pauseToken(world, asset, MOST_PAUSE);
    await refused(asking, [bob], "TokenPaused");
    await expectRefusal(world, pausing(asset, LEAST_PAUSE), "custody", "TokenPaused");

    // Each time it has come to an end the thief takes what the budget has regained, to the second.
    let stretch = MOST_PAUSE;
    let regained = MOST_PAUSE / 10n;
    for (; regained >= LEAST_PAUSE; regained = regained / 10n) {
      await world.vm.setTime(begin + stretch);
      await expectRefusal(world, pausing(asset, regained + 1n), "custody", "PauseBudgetSpent");
      await pauseToken(world, asset, regained);
      stretch += regained;
    }
    expect(stretch).toBeLessThan(81n * 3_600n);
    await world.vm.setTime(begin + stretch);
    await expectRefusal(world, pausing(asset, regained), "custody", "InvalidPause"); // less than an hour is left
    await resumeToken(world, asset);
    // The most of thirty days: what is saved up until it lasts to their end.
    const saved = (30n * DAY - MOST_PAUSE) / 11n;
    await world.vm.setTime(begin + 30n * DAY - saved);
    await expectRefusal(world, pausing(asset, saved + 10n), "custody", "PauseBudgetSpent");
    await pauseToken(world, asset, saved - 10n);
    expect(stretch + saved).toBeLessThan(145n * 3_600n);

    await wait(saved);
    expect(await isTokenPaused(world, asset)).toBe(true);
    const resuming = createResumeTokenInstruction({ signer: bob.publicKey, issuer: issuer.address, mint: asset.mint });
    await act(world, [resuming, asking], [bob]);
    expect(await heist.difference()).toEqual({
      ...{ "bob: tokens": -HOLDINGS.bob, escrow: HOLDINGS.bob, "asked for": HOLDINGS.bob },
    });
  });
});

describe("the custodian's key is stolen", () => {
  test("GD19: what it has recorded outlives its revocation, and mints nothing once it is void, while honest shares are counted and minted", async () => {
    const { bob } = heist;
    const thefts: PublicKey[] = [];
    for (let number = 0; number < 5; number++) {
      thefts.push(await record(world, asset, { id: `theft ${number}`, shares: SURPLUS, recipient: thief.publicKey }));
    }
    await revokeRole(world, issuer, "Custodian");
    await pauseMint(world, issuer);
    for (const theft of thefts) {
      await refused(mintInstruction(world, asset, theft, thief.publicKey), [issuer.minter], "MintPaused");
      await act(world, voidInstruction(world, asset, theft, { signer: issuer.pauser.publicKey }), [issuer.pauser]);
    }
    await change(world, issuer, { kind: "Role", role: "Custodian", key: keyFor("Custodian").publicKey });
    const of = { authority: issuer.authority.publicKey, issuer: issuer.address };
    await act(world, createResumeMintInstruction(of), [issuer.authority]);
    await attest(world, asset, { shares: 1_000n * ONE });
    for (const theft of thefts) {
      await refused(mintInstruction(world, asset, theft, thief.publicKey), [issuer.minter], "DepositSpent");
    }
    const cured = { ...asset, issuer: { ...issuer, custodian: keyFor("Custodian") } };
    await mint(world, cured, { id: "honest", shares: SURPLUS, recipient: bob.publicKey });
    expect(await heist.difference()).toEqual({ supply: SURPLUS, minted: SURPLUS, "bob: tokens": SURPLUS });
  });
});
