/** What stands between a thief who has the custodian's and the minter's keys, and tokens without shares. */
import {
  fetchAsset,
  fetchAttestation,
  findDepositPda,
  multiplierFromDecimal,
  TOKEN_2022_PROGRAM_ID,
  TOKEN_PROGRAM_ID,
  U64_MAX,
} from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { createBurnCheckedInstruction } from "@solana/spl-token";
import type { Keypair } from "@solana/web3.js";
import {
  attest,
  attestInstruction,
  idOf,
  record,
  recordInstruction,
  request,
  requestInstruction,
  settle,
  settleInstruction,
  tokenAccountOf,
} from "../harness/acts";
import { supplyOf } from "../harness/balances";
import { schedule } from "../harness/corporateActions";
import { forgeCopy } from "../harness/forge";
import { ATTESTED, type Heist, HOLDINGS, startHeist, SURPLUS } from "../harness/heist";
import { DECIMALS, ISIN, LIMITS, listAsset, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { voidInstruction } from "../harness/redemptionActs";
import { expectRefusal } from "../harness/refusal";
import type { Mark } from "../harness/rewind";
import { withAccount } from "../harness/substitution";
import { minted, thiefMints, type ThiefMints } from "../harness/thiefMints";
import { act, createIssuer, DAY, type World } from "../harness/world";

let heist: Heist;
let world: World;
let asset: TestAsset;
let thief: Keypair;
let thefts: ThiefMints;
let rich: TestAsset;
let foreign: TestAsset;
let mark: Mark;

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset, thief } = heist);
  thefts = thiefMints(heist);
  rich = await listAsset(world, { symbol: "RICH", isin: ISIN.tesla });
  const issuer = await createIssuer(world, "rich issuer", world.registry, [world.usdc]);
  foreign = await listAsset(world, { issuer });
  for (const listed of [rich, foreign]) await attest(world, listed, { shares: 1_000_000n * ONE });
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

describe("no token without a share", () => {
  test("D56: the two keys that mint get the attested surplus to the last raw share, and not one raw token more", async () => {
    await thefts.refused(thefts.instruction(await thefts.record(SURPLUS + 1n)), "InsufficientReserve");
    await thefts.mint(await thefts.record(SURPLUS));
    await thefts.refused(thefts.instruction(await thefts.record(1n)), "InsufficientReserve");
    expect(await supplyOf(world, asset.mint)).toBe(ATTESTED);
    expect(await heist.difference()).toEqual(minted(SURPLUS));
  });

  test("D58: two mints in one transaction are measured one after the other: the supply is read anew for the second", async () => {
    const half = SURPLUS / 2n;
    const [one, other] = [await thefts.record(half + 1n), await thefts.record(half)];
    await thefts.refused([thefts.instruction(one), thefts.instruction(other)], "InsufficientReserve");
    expect(await heist.difference()).toEqual({});

    // What the holder burns in the same transaction counts no more.
    const { bob } = heist;
    const from = tokenAccountOf(bob.publicKey, asset.mint);
    const { publicKey } = bob;
    const burn = createBurnCheckedInstruction(from, asset.mint, publicKey, 1n, DECIMALS, [], TOKEN_2022_PROGRAM_ID);
    await act(world, [thefts.instruction(one), burn, thefts.instruction(other)], [world.issuer.minter, bob]);
    expect(await supplyOf(world, asset.mint)).toBe(ATTESTED);
    expect(await heist.difference()).toEqual({ ...minted(SURPLUS + 1n), supply: SURPLUS, "bob: tokens": -1n });
  });

  test("D59: an attestation of the highest age mints, and a second later it does not", async () => {
    const { asOf } = await fetchAttestation(world.vm, asset.attestation);
    const deposit = await thefts.record(ONE);
    await world.vm.setTime(asOf + LIMITS.maxAttestationAge + 1n);
    await thefts.refused(thefts.instruction(deposit), "AttestationTooOld");
    await world.vm.setTime(asOf + LIMITS.maxAttestationAge);
    await thefts.mint(deposit);
    expect(await heist.difference()).toEqual(minted(ONE));
  });

  test("D61: a statement that an honest attestor once made of more shares is never completed after a later round", async () => {
    const [honest, second, third] = world.issuer.attestors as [Keypair, Keypair, Keypair];
    const old = { asOf: (await world.vm.now()) + 10n, shares: 2n * ATTESTED };
    await world.vm.setTime(old.asOf + 10n);
    await act(world, await attestInstruction(world, asset, honest.publicKey, old), [honest]);
    // Half of it was sold: the others count anew, and the honest one has no need to say so too.
    for (const attestor of [second, third]) {
      const instruction = await attestInstruction(world, asset, attestor.publicKey, { shares: ATTESTED });
      await act(world, instruction, [attestor]);
    }
    const replayed = await attestInstruction(world, asset, second.publicKey, old);
    await expectRefusal(world, { instructions: replayed, signers: [second] }, "custody", "AttestationNotNewer");
    await thefts.refused(thefts.instruction(await thefts.record(SURPLUS + 1n)), "InsufficientReserve");
    expect(await heist.difference()).toEqual({});
  });

  test("D62: a deposit's id mints once: it can be neither minted, nor voided, nor recorded again, for whomever and whatever", async () => {
    const id = "spent";
    const deposit = await record(world, asset, { id, shares: ONE, recipient: thief.publicKey });
    const again = recordInstruction(world, asset, { id, shares: 2n * ONE, recipient: heist.bob.publicKey });
    const recording = { instructions: again, signers: [world.issuer.custodian] };
    await expectRefusal(world, recording, "custody", "DepositExists");
    await thefts.refused([thefts.instruction(deposit), thefts.instruction(deposit)], "DepositSpent");
    await thefts.mint(deposit);
    await thefts.refused(thefts.instruction(deposit), "DepositSpent");
    await expectRefusal(world, recording, "custody", "DepositSpent");
    const voiding = { instructions: voidInstruction(world, asset, deposit), signers: [world.issuer.custodian] };
    await expectRefusal(world, voiding, "custody", "DepositSpent");
    expect(await heist.difference()).toEqual(minted(ONE));

    const returned = await thefts.record(ONE);
    await act(world, voidInstruction(world, asset, returned), [world.issuer.custodian]);
    await thefts.refused(thefts.instruction(returned), "DepositSpent");
  });

  test("D63: the plentiful attestation of another mint, of another issuer, or of another program backs nothing here", async () => {
    const deposit = await thefts.record(SURPLUS + 1n);
    const copy = keypairOf("copied attestation").publicKey;
    await forgeCopy(world.vm, rich.attestation, copy, TOKEN_PROGRAM_ID);
    for (const [attestation, error] of [
      [rich.attestation, "WrongAttestation"],
      [foreign.attestation, "WrongAttestation"],
      [copy, "IllegalOwner"],
    ] as const) {
      await thefts.refused(withAccount(thefts.instruction(deposit), "mint_deposit", "attestation", attestation), error);
    }
    // Nor do an issuer's attestors speak of another's shares.
    const [attestor] = foreign.issuer.attestors as [Keypair];
    const stated = await attestInstruction(world, asset, attestor.publicKey, { shares: U64_MAX });
    await expectRefusal(world, { instructions: stated, signers: [attestor] }, "custody", "NotAttestor");
    expect(await heist.difference()).toEqual({});
  });
});

describe("numbers at their ends", () => {
  test("D69: amounts at the end of 64 bits are refused by name, and none wraps around to a small one", async () => {
    await world.vm.setTime((await world.vm.now()) + 10n);
    await attest(world, asset, { shares: U64_MAX });
    await thefts.refused(thefts.instruction(await thefts.record(U64_MAX)), "MathOverflow");
    await thefts.refused(thefts.instruction(await thefts.record(U64_MAX - SURPLUS)), "SupplyCapExceeded");

    const { alice, bob, onChain } = heist;
    const settling = await settleInstruction(world, asset, onChain, { amount: U64_MAX, cash: 1n });
    const bySettler = { instructions: settling, signers: [world.issuer.redeemer] };
    await expectRefusal(world, bySettler, "custody", "SettleExceedsOpen");
    const asking = requestInstruction(world, asset, { owner: bob, nonce: 9n, amount: U64_MAX, leastCash: U64_MAX });
    await expectRefusal(world, { instructions: asking, signers: [bob] }, "token-2022", "InsufficientFunds");
    const paying = await settleInstruction(world, asset, onChain, { amount: 1n, cash: U64_MAX });
    const byPayer = { instructions: paying, signers: [world.issuer.redeemer] };
    await expectRefusal(world, byPayer, "spl-token", "InsufficientFunds");
    // A least cash that nothing can reach is a bad bargain, and no overflow.
    const dear = await request(world, asset, { owner: alice, nonce: 9n, amount: HOLDINGS.alice, leastCash: U64_MAX });
    const cheap = await settleInstruction(world, asset, dear, { amount: HOLDINGS.alice, cash: 1n });
    const byCheat = { instructions: cheap, signers: [world.issuer.redeemer] };
    await expectRefusal(world, byCheat, "custody", "InsufficientCash");
  });

  test("D70: what can't be divided is the thief's loss: shares that make no whole raw token mint none, and parts too small to pay are paid for", async () => {
    const effectiveAt = (await world.vm.now()) + DAY;
    const to = multiplierFromDecimal("1.5").bits;
    await schedule(world, asset, { action: { kind: "Split", numerator: 3, denominator: 2, to }, effectiveAt });
    await world.vm.setTime(effectiveAt);
    await attest(world, asset, { shares: (ATTESTED * 3n) / 2n });

    // One raw share is two thirds of a raw token, and two are one and a third: forty deposits of two make 40 of what would be 53.
    const single = recordInstruction(world, asset, { id: "a crumb", shares: 1n, recipient: thief.publicKey });
    const recording = { instructions: single, signers: [world.issuer.custodian] };
    await expectRefusal(world, recording, "custody", "ZeroAmount");
    for (let number = 0; number < 40; number++) await thefts.mint(await thefts.record(2n));
    expect(await heist.difference()).toMatchObject(minted(40n));
    await thefts.mint(await thefts.record(80n));
    expect(await heist.difference()).toMatchObject(minted(40n + 53n));

    // All of bob's for ten raw dollars: the smallest part costs one, and a tenth and a bit two.
    const asked = { owner: heist.bob, nonce: 0n, amount: HOLDINGS.bob, leastCash: 10n };
    const redemption = await request(world, asset, asked);
    const part = { amount: 1n, cash: 0n };
    const unpaid = {
      instructions: await settleInstruction(world, asset, redemption, part),
      signers: [world.issuer.redeemer],
    };
    await expectRefusal(world, unpaid, "custody", "InsufficientCash");
    await settle(world, asset, redemption, { amount: 1n, cash: 1n });
    const next = { amount: HOLDINGS.bob / 10n, cash: 0n };
    const free = {
      instructions: await settleInstruction(world, asset, redemption, next),
      signers: [world.issuer.redeemer],
    };
    await expectRefusal(world, free, "custody", "InsufficientCash");
    await settle(world, asset, redemption, { amount: HOLDINGS.bob - 1n, cash: 9n });
    expect(await heist.difference()).toMatchObject({ "bob: cash": 10n, "redeemer: cash": -10n });
  });

  test("D71: nothing of nothing: no deposit, mint, request, payment or least cash of zero is let through", async () => {
    const { bob, onChain } = heist;
    const { custodian, redeemer } = world.issuer;
    const empty = recordInstruction(world, asset, { id: "nothing", shares: 0n, recipient: thief.publicKey });
    await expectRefusal(world, { instructions: empty, signers: [custodian] }, "custody", "ZeroAmount");
    const none = findDepositPda({ asset: asset.address, id: idOf("nothing") }).address;
    await thefts.refused(thefts.instruction(none), "WrongDeposit");

    const asking = (amount: bigint, leastCash: bigint) => ({
      instructions: requestInstruction(world, asset, { owner: bob, nonce: 0n, amount, leastCash }),
      signers: [bob],
    });
    await expectRefusal(world, asking(0n, 1n), "custody", "ZeroAmount");
    await expectRefusal(world, asking(ONE, 0n), "custody", "ZeroLeastCash");
    const settling = await settleInstruction(world, asset, onChain, { amount: 0n, cash: 1n });
    await expectRefusal(world, { instructions: settling, signers: [redeemer] }, "custody", "ZeroAmount");
    expect(await heist.difference()).toEqual({});
    expect((await fetchAsset(world.vm, asset.address)).overdue).toBe(0n);
  });
});
