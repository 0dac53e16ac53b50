/** Several keys are stolen together: what they are good for, what bounds it, and what puts an end to it. */
import { fetchAsset, fetchCorporateAction, fetchRedemption, multiplierFromDecimal } from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Keypair } from "@solana/web3.js";
import {
  allow,
  attest,
  createTokenAccountInstruction,
  mint,
  mintInstruction,
  record,
  settle,
  tokenAccountOf,
} from "../harness/acts";
import { change, revokeRole } from "../harness/admin";
import { balanceOf } from "../harness/balances";
import { actionOf, cancelAction, schedule, scheduleInstruction } from "../harness/corporateActions";
import { forceTransfer, forceTransferInstruction } from "../harness/forcedActs";
import {
  ALICES_IDENTITY,
  ASKED,
  ATTESTED,
  type Heist,
  HOLDINGS,
  LEAST_CASH,
  startHeist,
  SURPLUS,
} from "../harness/heist";
import { ISIN, listAsset, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { seize, settleOffchain } from "../harness/redemptionActs";
import { expectRefusal } from "../harness/refusal";
import type { Mark } from "../harness/rewind";
import { pauseToken, resumeToken } from "../harness/tokenPause";
import { transferInstruction } from "../harness/transfers";
import { uiAmountOnChain } from "../harness/uiAmount";
import { act, DAY, type TestIssuer, type World } from "../harness/world";

let heist: Heist;
let world: World;
let asset: TestAsset;
let open: TestAsset;
let issuer: TestIssuer;
let alice: Keypair;
let bob: Keypair;
let thief: Keypair;
let mark: Mark;
const fence = keypairOf("fence");
const officer = keypairOf("new compliance officer");

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset, alice, bob, thief } = heist);
  ({ issuer } = world);
  open = await listAsset(world, { profile: "open", symbol: "OPENx", isin: ISIN.nvidia });
  await attest(world, open, { shares: HOLDINGS.bob });
  await mint(world, open, { id: "open", shares: HOLDINGS.bob, recipient: bob.publicKey });
  for (const listed of [asset, open]) {
    for (const { publicKey } of [fence, thief])
      await act(world, createTokenAccountInstruction(world, publicKey, listed.mint));
  }
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

const forcing = (listed: TestAsset, from: Keypair, to: Keypair, amount: bigint) => ({
  instructions: forceTransferInstruction(listed, { from: from.publicKey, to: to.publicKey, amount }),
  signers: [listed.issuer.authority, listed.issuer.complianceOfficer],
});
const force = (listed: TestAsset, from: Keypair, to: Keypair, amount: bigint) =>
  forceTransfer(world, listed, { from: from.publicKey, to: to.publicKey, amount });
const newOfficer = () => change(world, issuer, { kind: "Role", role: "ComplianceOfficer", key: officer.publicKey });
const withNewOfficer = (listed: TestAsset): TestAsset => ({
  ...listed,
  issuer: { ...listed.issuer, complianceOfficer: officer },
});
const sellOn = async (listed: TestAsset, profile: { hookProgramId?: null }, amount: bigint) =>
  transferInstruction(world, { mint: listed.mint, from: thief.publicKey, to: fence.publicKey, amount, ...profile });

async function holdings({ mint: token }: TestAsset): Promise<Record<string, bigint>> {
  const held = (wallet: Keypair) => balanceOf(world, tokenAccountOf(wallet.publicKey, token));
  return { bob: await held(bob), thief: await held(thief), fence: await held(fence) };
}

describe("the authority's and the compliance officer's keys", () => {
  test("GD20: they take what is in wallets, to a customer whom the list then holds fast; others take it back, and the books are as they were", async () => {
    const { alice: ofAlice, bob: ofBob } = HOLDINGS;
    await force(asset, alice, thief, ofAlice);
    await force(asset, bob, thief, ofBob);
    const taken = { "alice: tokens": -ofAlice, "bob: tokens": -ofBob, "thief: tokens": ofAlice + ofBob };
    expect(await heist.difference()).toEqual(taken);
    // Nobody else can receive who is not a customer, and the escrow is no wallet.
    const selling = { instructions: await sellOn(asset, {}, ofAlice), signers: [thief] };
    await expectRefusal(world, selling, "compliance", "ReceiverNotListed");
    const theirs = forcing(asset, alice, thief, 1n);
    const fromEscrow = forceTransferInstruction(asset, {
      ...{ from: asset.address, to: thief.publicKey, amount: ASKED, source: asset.escrow },
    });
    await expectRefusal(world, { ...theirs, instructions: fromEscrow }, "custody", "EscrowRefused");

    await revokeRole(world, issuer, "ComplianceOfficer");
    await expectRefusal(world, forcing(asset, alice, thief, 1n), "custody", "NotComplianceOfficer");
    await allow(world, thief.publicKey, { status: "Suspended" });
    const cashing = { instructions: await sellOn(asset, {}, 1n), signers: [thief] };
    await expectRefusal(world, cashing, "compliance", "SenderNotActive");
    await newOfficer();
    await force(withNewOfficer(asset), thief, alice, ofAlice);
    await force(withNewOfficer(asset), thief, bob, ofBob);
    expect(await heist.difference()).toEqual({});
  });

  test("GD21: a thief who is not on the list takes nothing with both, and while the token is paused nobody does", async () => {
    await expectRefusal(world, forcing(asset, bob, fence, 1n), "custody", "HolderNotListed");
    await expectRefusal(world, forcing(open, bob, fence, 1n), "custody", "HolderNotListed");
    await pauseToken(world, asset);
    await expectRefusal(world, forcing(asset, bob, thief, 1n), "custody", "TokenPaused");
    await resumeToken(world, asset);
    expect(await heist.difference()).toEqual({});
  });

  test("GD22: a token of the profile open is sold on at once to whoever the list has never seen, from whose account it can be taken back", async () => {
    const selling = await sellOn(open, { hookProgramId: null }, HOLDINGS.bob);
    const forced = forcing(open, bob, thief, HOLDINGS.bob);
    await act(world, [forced.instructions, selling], [...forced.signers, thief]);
    expect(await holdings(open)).toEqual({ bob: 0n, thief: 0n, fence: HOLDINGS.bob });

    await revokeRole(world, issuer, "ComplianceOfficer");
    await newOfficer();
    await force(withNewOfficer(open), fence, bob, HOLDINGS.bob);
    expect(await holdings(open)).toEqual({ bob: HOLDINGS.bob, thief: 0n, fence: 0n });
  });

  test("GD23: with who writes the list as a third, they take what is asked for too: it takes three keys of two kinds of office", async () => {
    await allow(world, alice.publicKey, { identity: ALICES_IDENTITY, status: "Revoked" });
    for (const redemption of [heist.onChain, heist.wire]) {
      await seize(world, asset, redemption, { receiver: thief.publicKey });
    }
    expect(await heist.difference()).toEqual({
      ...{ "thief: tokens": 2n * ASKED, escrow: -2n * ASKED, "asked for": -2n * ASKED },
    });
  });
});

describe("the custodian's key with others", () => {
  test("GD24: with the redeemer's it burns for a wire that nobody has sent, and gains nothing, until the minter's and an honest count let it mint for what was burned", async () => {
    await settleOffchain(world, asset, heist.wire, { amount: ASKED });
    expect(await fetchRedemption(world.vm, heist.wire)).toMatchObject({ status: "Settled", paid: 0n });
    const burned = { supply: -ASKED, redeemed: ASKED, escrow: -ASKED, "asked for": -ASKED };
    expect(await heist.difference()).toEqual(burned);

    // Up to here the shares of what was burned count as sold.
    const minting = async (id: string, shares: bigint) =>
      mintInstruction(
        world,
        asset,
        await record(world, asset, { id, shares, recipient: thief.publicKey }),
        thief.publicKey,
      );
    const tooMuch = { instructions: await minting("too much", SURPLUS + 1n), signers: [issuer.minter] };
    await expectRefusal(world, tooMuch, "custody", "InsufficientReserve", [asset.mint]);
    await world.vm.setTime((await world.vm.now()) + 10n);
    await attest(world, asset, { shares: ATTESTED });
    await act(world, await minting("the surplus and what was burned", SURPLUS + ASKED), [issuer.minter]);
    expect(await heist.difference()).toEqual({
      ...{ ...burned, supply: SURPLUS, minted: SURPLUS + ASKED, "thief: tokens": SURPLUS + ASKED },
    });
    const one = { instructions: await minting("one more", 1n), signers: [issuer.minter] };
    await expectRefusal(world, one, "custody", "InsufficientReserve", [asset.mint]);
  });

  test("GD25: with the action officer's it makes a thousand shares of one on paper: a day's notice, no token, no cash, and no more mints", async () => {
    const effectiveAt = (await world.vm.now()) + DAY;
    const to = multiplierFromDecimal("1000").bits;
    const split = { action: { kind: "Split", numerator: 1_000, denominator: 1, to } as const, effectiveAt };
    const early = await scheduleInstruction(world, asset, { ...split, effectiveAt: effectiveAt - 1n });
    const signers = [issuer.actionOfficer, issuer.custodian];
    await expectRefusal(world, { instructions: early, signers }, "custody", "NoticeTooShort");
    await schedule(world, asset, split);

    const cancelled = await heist.mark();
    await cancelAction(world, asset, 1n, issuer.pauser);
    expect((await fetchCorporateAction(world.vm, actionOf(asset, 1n))).status).toBe("Cancelled");
    await world.vm.setTime(effectiveAt);
    expect(await uiAmountOnChain(world, asset.mint, ONE)).toBe("1");
    expect(await heist.difference()).toEqual({});
    await cancelled.rewind();

    await world.vm.setTime(effectiveAt);
    expect(await uiAmountOnChain(world, asset.mint, ONE)).toBe("1000");
    const minting = mintInstruction(
      world,
      asset,
      await record(world, asset, { id: "paper", shares: 1_000n * ONE, recipient: thief.publicKey }),
      thief.publicKey,
    );
    const attempt = { instructions: minting, signers: [issuer.minter] };
    // Its round is a day old by now, and of before the split; an honest one does not cover a thousandfold.
    await expectRefusal(world, attempt, "custody", "AttestationBeforeEvent", [asset.mint]);
    await attest(world, asset, { shares: ATTESTED });
    await expectRefusal(world, attempt, "custody", "InsufficientReserve", [asset.mint]);
    // What was agreed in cash is paid in cash.
    await settle(world, asset, heist.onChain, { amount: ASKED, cash: LEAST_CASH });
    expect(await heist.difference()).toEqual({
      ...{ "alice: cash": LEAST_CASH, "redeemer: cash": -LEAST_CASH },
      ...{ supply: -ASKED, redeemed: ASKED, escrow: -ASKED, "asked for": -ASKED },
    });
    expect((await fetchAsset(world.vm, asset.address)).minted).toBe(ATTESTED - SURPLUS);
  });
});
