/** What a thief can make of a payment: by whom, in what, to where, and what is burned for it. */
import { fetchAsset, fetchRedemption, TOKEN_PROGRAM_ID } from "@backstock/sdk";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { ACCOUNT_SIZE, createInitializeAccount3Instruction, createMintToInstruction } from "@solana/spl-token";
import { type Keypair, type PublicKey, SystemProgram } from "@solana/web3.js";
import {
  attest,
  cancelInstruction,
  closeInstruction,
  mintInstruction,
  record,
  request,
  requestInstruction,
  settle,
  settleInstruction,
} from "../harness/acts";
import { cashAccountOf, createCashMint, giveCash } from "../harness/cash";
import { ASKED, ATTESTED, type Heist, HOLDINGS, LEAST_CASH, startHeist, TILL } from "../harness/heist";
import { LIMITS, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { claimInstruction, flag, flagInstruction, reject, settleOffchainInstruction } from "../harness/redemptionActs";
import { expectRefusal } from "../harness/refusal";
import type { Mark } from "../harness/rewind";
import { withAccount, withoutSignature } from "../harness/substitution";
import { act, createIssuer, type TestIssuer, type World } from "../harness/world";

let heist: Heist;
let world: World;
let asset: TestAsset;
let alice: Keypair;
let bob: Keypair;
let thief: Keypair;
let redeemer: Keypair;
let foreign: TestIssuer;
let mark: Mark;

beforeAll(async () => {
  heist = await startHeist();
  ({ world, asset, alice, bob, thief } = heist);
  ({ redeemer } = world.issuer);
  foreign = await createIssuer(world, "foreign issuer", world.registry, [world.usdc]);
});
beforeEach(async () => {
  mark = await heist.mark();
});
afterEach(() => mark.rewind());

const paying = (redemption: PublicKey, changes: Partial<Parameters<typeof settleInstruction>[3]> = {}) =>
  settleInstruction(world, asset, redemption, { amount: ASKED, cash: LEAST_CASH, ...changes });
const refusedToRedeemer = async (
  changes: Partial<Parameters<typeof settleInstruction>[3]>,
  error: string,
  program: "custody" | "spl-token" = "custody",
) => {
  const instructions = await paying(heist.onChain, changes);
  return expectRefusal(world, { instructions, signers: [redeemer] }, program, error, [asset.mint, asset.escrow]);
};
const usdcOf = ({ publicKey }: Keypair): PublicKey => cashAccountOf(publicKey, world.usdc);
const PAID = { "alice: cash": LEAST_CASH, "redeemer: cash": -LEAST_CASH };
const BURNED = { supply: -ASKED, escrow: -ASKED, "asked for": -ASKED, redeemed: ASKED };

const passDeadline = async () => {
  const { redemptionWindow, processingWindow } = LIMITS;
  await world.vm.setTime((await world.vm.now()) + redemptionWindow + processingWindow + 1n);
};

/** An account of the wallet's that is not its associated one, with cash. */
async function secondCashAccount(name: string, { publicKey }: Keypair, amount: bigint): Promise<PublicKey> {
  const account = keypairOf(`${name} cash account`);
  const create = SystemProgram.createAccount({
    fromPubkey: world.payer.publicKey,
    newAccountPubkey: account.publicKey,
    space: ACCOUNT_SIZE,
    lamports: await world.vm.getMinimumBalanceForRentExemption(ACCOUNT_SIZE),
    programId: TOKEN_PROGRAM_ID,
  });
  const initialize = createInitializeAccount3Instruction(account.publicKey, world.usdc, publicKey);
  const issue = createMintToInstruction(world.usdc, account.publicKey, world.usdcAuthority.publicKey, amount);
  await act(world, [create, initialize, issue], [account, world.usdcAuthority]);
  return account.publicKey;
}

describe("burning and paying", () => {
  test("D72: where the cash does not arrive nothing is burned, and where one payment of two fails neither is made", async () => {
    await refusedToRedeemer({ cash: TILL + 1n }, "InsufficientFunds", "spl-token");
    const good = await paying(heist.onChain, { amount: ASKED / 2n, cash: LEAST_CASH / 2n });
    const bad = await paying(heist.onChain, {
      amount: ASKED / 2n,
      cash: LEAST_CASH / 2n - 1n,
      settledBefore: ASKED / 2n,
    });
    const both = { instructions: [good, bad], signers: [redeemer] };
    await expectRefusal(world, both, "custody", "InsufficientCash", [asset.mint]);
    expect(await heist.difference()).toEqual({});
    await act(world, await paying(heist.onChain), [redeemer]);
    expect(await heist.difference()).toEqual({ ...PAID, ...BURNED });
  });

  test("D74: a stranger with cash of his own settles nothing, nor in the redeemer's name, nor as another issuer's redeemer", async () => {
    await giveCash(world, thief.publicKey, TILL);
    await giveCash(world, foreign.redeemer.publicKey, TILL);
    for (const stranger of [thief, foreign.redeemer, world.issuer.custodian, bob]) {
      const cashSource = usdcOf(stranger);
      const instructions = await paying(heist.onChain, { redeemer: stranger.publicKey, cashSource });
      await expectRefusal(world, { instructions, signers: [stranger] }, "custody", "NotRedeemer");
    }
    const unsigned = withoutSignature(await paying(heist.onChain), "settle_redemption", "redeemer");
    await expectRefusal(world, { instructions: unsigned }, "custody", "MissingRequiredSignature");
    const theirs = await paying(heist.onChain, {
      redeemer: foreign.redeemer.publicKey,
      cashSource: usdcOf(foreign.redeemer),
    });
    const under = { instructions: withAccount(theirs, "settle_redemption", "issuer", foreign.address) };
    await expectRefusal(world, { ...under, signers: [foreign.redeemer] }, "custody", "WrongIssuer");
    const wired = await settleOffchainInstruction(world, asset, heist.wire, {
      amount: ASKED,
      custodian: thief.publicKey,
    });
    await expectRefusal(world, { instructions: wired, signers: [redeemer, thief] }, "custody", "NotCustodian");
    expect(await heist.difference()).toEqual({ "thief: cash": TILL });
  });

  test("D75: a stolen redeemer's key pays in no other cash, to no other account, and from nobody's but its own", async () => {
    const worthless = await createCashMint(world.vm, world.payer, "worthless", world.usdcAuthority.publicKey);
    await giveCash(world, redeemer.publicKey, LEAST_CASH, worthless);
    await giveCash(world, alice.publicKey, 0n, worthless);
    const inWorthless = { cashMint: worthless, cashSource: cashAccountOf(redeemer.publicKey, worthless) };
    await refusedToRedeemer(inWorthless, "WrongCashMint");
    const destination = cashAccountOf(alice.publicKey, worthless);
    await refusedToRedeemer({ ...inWorthless, destination }, "WrongCashMint");
    await refusedToRedeemer({ ...inWorthless, cashMint: world.usdc }, "WrongTokenAccount");
    await refusedToRedeemer({ destination }, "WrongDestination");
    await refusedToRedeemer({ destination: usdcOf(thief) }, "WrongDestination");
    await refusedToRedeemer({ cashSource: usdcOf(thief) }, "WrongTokenOwner");
    await refusedToRedeemer({ cash: LEAST_CASH - 1n }, "InsufficientCash");
    expect(await heist.difference()).toEqual({});
  });
});

describe("payments that were made once", () => {
  test("GD5: what the redeemer has signed for a request pays no later one of the same nonce, nor the same part twice", async () => {
    const asked = { owner: bob, nonce: 0n, amount: HOLDINGS.bob, leastCash: LEAST_CASH };
    const first = await request(world, asset, asked);
    const part = { amount: HOLDINGS.bob / 2n, cash: LEAST_CASH / 2n };
    const signed = await settleInstruction(world, asset, first, part);
    await act(world, signed, [redeemer]);
    const again = { instructions: signed, signers: [redeemer] };
    await expectRefusal(world, again, "custody", "SettledBeforeMismatch");

    await passDeadline();
    await act(world, cancelInstruction(asset, first, bob.publicKey), [bob]);
    await act(world, closeInstruction(world, asset, first, bob.publicKey), [bob]);
    const second = await request(world, asset, { ...asked, amount: HOLDINGS.bob / 2n });
    expect(second).toEqual(first);
    await expectRefusal(world, again, "custody", "SequenceMismatch");
    expect(await heist.difference()).toEqual({
      ...{ "bob: cash": LEAST_CASH / 2n, "redeemer: cash": -LEAST_CASH / 2n, "bob: tokens": -HOLDINGS.bob },
      ...{ supply: -HOLDINGS.bob / 2n, redeemed: HOLDINGS.bob / 2n },
      ...{ escrow: HOLDINGS.bob / 2n, "asked for": HOLDINGS.bob / 2n },
    });
  });

  test("GD6: who is paid in full gets no token back: neither in the same transaction nor after the deadline", async () => {
    await passDeadline();
    const settling = await paying(heist.onChain);
    const cancelling = cancelInstruction(asset, heist.onChain, alice.publicKey);
    const both = { instructions: [settling, cancelling], signers: [redeemer, alice] };
    await expectRefusal(world, both, "custody", "RedemptionEnded", [asset.mint, asset.escrow]);
    const other = { instructions: [cancelling, settling], signers: [redeemer, alice] };
    await expectRefusal(world, other, "custody", "RedemptionEnded", [asset.mint, asset.escrow]);
    await act(world, settling, [redeemer]);
    await expectRefusal(world, { instructions: cancelling, signers: [alice] }, "custody", "RedemptionEnded");
    const claiming = claimInstruction(asset, heist.onChain, alice.publicKey);
    await expectRefusal(world, { instructions: claiming, signers: [alice] }, "custody", "RedemptionEnded");
    expect(await heist.difference()).toEqual({ ...PAID, ...BURNED });
  });
});

describe("holders who are thieves", () => {
  const deposit = () => record(world, asset, { id: "honest", shares: ONE, recipient: bob.publicKey });
  const expectGate = async (isOpen: boolean) => {
    const instructions = mintInstruction(world, asset, await deposit(), bob.publicKey);
    const attempt = { instructions, signers: [world.issuer.minter] };
    if (isOpen) await act(world, instructions, attempt.signers);
    else await expectRefusal(world, attempt, "custody", "RedemptionOverdue", [asset.mint]);
  };
  /** So that it is still young after the redemption's deadline. */
  const attestAnew = () => attest(world, asset, { shares: ATTESTED });

  test("GD7: a holder who asks for the moon gains no cash, and shuts the gate for no longer than two keys need to say no", async () => {
    const greedy = await request(world, asset, { owner: bob, nonce: 0n, amount: HOLDINGS.bob, leastCash: 2n ** 63n });
    await passDeadline();
    await attestAnew();
    await flag(world, asset, greedy);
    await expectGate(false);
    await reject(world, asset, greedy, { reason: "Price" });
    expect((await fetchAsset(world.vm, asset.address)).overdue).toBe(0n);
    await act(world, claimInstruction(asset, greedy, bob.publicKey), [bob]);
    expect(await heist.difference()).toEqual({});
  });

  test("GD8: a holder who asks to be paid into the redeemer's own account is paid there, has lost his tokens, and keeps no gate shut", async () => {
    const destination = usdcOf(redeemer);
    const payout = { kind: "OnChain", cashMint: world.usdc, destination, leastCash: LEAST_CASH } as const;
    const asked = { owner: bob, nonce: 0n, amount: HOLDINGS.bob, leastCash: LEAST_CASH };
    const circular = await request(world, asset, asked, { payout });
    await passDeadline();
    await attestAnew();
    await flag(world, asset, circular);
    await expectGate(false);

    const part = { amount: HOLDINGS.bob, cash: LEAST_CASH };
    // From that account into itself nothing arrives, and the program does not even try.
    const ontoItself = await settleInstruction(world, asset, circular, { ...part, cashSource: destination });
    const attempt = { instructions: ontoItself, signers: [redeemer] };
    await expectRefusal(world, attempt, "custody", "ConstraintDuplicateMutableAccount");
    const cashSource = await secondCashAccount("redeemer", redeemer, LEAST_CASH);
    await settle(world, asset, circular, { ...part, cashSource });
    expect(await fetchRedemption(world.vm, circular)).toMatchObject({ status: "Settled", flagged: 0 });
    await world.vm.setTime((await world.vm.now()) + 1n);
    await attestAnew();
    expect(await heist.difference()).toEqual({
      ...{ "bob: tokens": -HOLDINGS.bob, "redeemer: cash": LEAST_CASH },
      ...{ supply: -HOLDINGS.bob, redeemed: HOLDINGS.bob },
    });
  });

  test("GD9: crumbs shut no gate: a whole balance below the minimum may be asked for, and is never overdue", async () => {
    const crumb = ONE - 1n;
    const asking = (amount: bigint) => ({
      instructions: requestInstruction(world, asset, { owner: bob, nonce: amount, amount, leastCash: 2n ** 63n }),
      signers: [bob],
    });
    await expectRefusal(world, asking(crumb), "custody", "BelowMinimumRedemption");
    await act(world, asking(HOLDINGS.bob - crumb).instructions, [bob]);
    const redemption = await request(world, asset, { owner: bob, nonce: 0n, amount: crumb, leastCash: 2n ** 63n });
    await passDeadline();
    const flagging = await flagInstruction(world, asset, redemption);
    await expectRefusal(world, { instructions: flagging }, "custody", "RedemptionTooSmall");
    expect((await fetchAsset(world.vm, asset.address)).overdue).toBe(0n);
    await attestAnew();
    await expectGate(true);
  });
});
