/** What else can become of a request: accepted, wired, rejected, overdue, recovered, seized. */
import { prepareTransfer, TOKEN_2022_PROGRAM_ID, type PreparedRedemption, type WantedPayout } from "@backstock/sdk";
import { send } from "@backstock/sdk/testing";
import { createCloseAccountInstruction } from "@solana/spl-token";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { allow, createTokenAccountInstruction, idOf, REPORT, tokenAccountOf } from "../../tests/harness/acts";
import { balanceOf } from "../../tests/harness/balances";
import { giveCash } from "../../tests/harness/cash";
import { LIMITS, ONE, type TestAsset } from "../../tests/harness/listing";
import { keypairOf } from "../../tests/harness/people";
import { whilePaused } from "../../tests/harness/tokenPause";
import { act } from "../../tests/harness/world";
import { groundPerson, type Stage } from "../stage";
import { expiryOfEntries, type People } from "./people";
import { Redeeming } from "./redemptionSteps";
import type { Listings } from "./setUp";

const AMOUNT = 20n * ONE;
const OFF_CHAIN: WantedPayout = { kind: "OffChain", instructionSha256: REPORT };

/** Whose requests these are, and who gets what is seized or recovered. */
interface Cast {
  readonly ada: Redeeming;
  readonly of: Redeeming;
  /** Whose transactions are the longest. */
  readonly cleo: Redeeming;
  readonly heirs: readonly [Redeeming, Redeeming];
  /** With a token account, and without. */
  readonly receivers: readonly [PublicKey, PublicKey];
  readonly onChain: WantedPayout;
}

export async function measureRedemptionEnds(stage: Stage, listings: Listings, people: People): Promise<void> {
  const { sheet, world } = stage;
  const cast = await gather(stage, listings, people);
  const { ada, of, cleo, onChain } = cast;
  const { redeemer, custodian } = world.issuer;

  const asked = await open(stage, ada, onChain);
  const wired = await open(stage, ada, OFF_CHAIN);
  const ofOpen = await open(stage, of, onChain);
  const longest = await open(stage, cleo, onChain);
  const longestWired = await open(stage, cleo, OFF_CHAIN);
  await sheet.measure("accept_redemption", "before its deadline", await ada.accept(asked), [redeemer]);
  await sheet.measureLongest("accept_redemption", await cleo.accept(longest), [redeemer]);

  const both = [redeemer, custodian];
  await sheet.measure("settle_offchain", "in part", await ada.settleOffchain(wired, AMOUNT / 4n), both);
  await whilePaused(world, listings.hooked, async () => {
    const path = "in part, while the token is paused";
    await sheet.measure("settle_offchain", path, await ada.settleOffchain(wired, AMOUNT / 4n), both);
  });
  await sheet.measure("settle_offchain", "in full", await ada.settleOffchain(wired, AMOUNT / 2n), both);
  await sheet.measureLongest("settle_offchain", await cleo.settleOffchain(longestWired, AMOUNT / 2n), both);

  const overdueWire = await open(stage, ada, OFF_CHAIN);
  await world.vm.setTime((await world.vm.now()) + LIMITS.redemptionWindow + LIMITS.processingWindow + 1n);
  await sheet.measure("flag_overdue", "OnChain", await ada.flag(asked), []);
  await sheet.measure("flag_overdue", "OffChain", await ada.flag(overdueWire), []);
  await sheet.measureLongest("flag_overdue", await cleo.flag(longest), []);
  const rest = await measureRejected(stage, listings, cast, { asked, ofOpen, longest });
  await measureRecovered(stage, cast);
  await measureSeized(stage, listings, cast, rest);
}

async function gather(stage: Stage, { hooked, open: listed, cash }: Listings, people: People): Promise<Cast> {
  const { world, otherPayer } = stage;
  const { usdc } = world;
  const expiresAt = await expiryOfEntries(stage);
  const person = async (asset: TestAsset, name: string): Promise<Keypair> => {
    const wallet = groundPerson(asset, name);
    await allow(world, wallet.publicKey, { expiresAt, identity: idOf("one customer") });
    await act(world, createTokenAccountInstruction(world, wallet.publicKey, asset.mint));
    return wallet;
  };
  const give = async (asset: TestAsset, from: Keypair, to: Keypair): Promise<void> => {
    const transfer = { owner: from.publicKey, mint: asset.mint, to: to.publicKey, amount: 6n * AMOUNT };
    const { instructions } = await prepareTransfer(world.vm, { ...transfer, payer: world.payer.publicKey });
    await act(world, instructions, [from]);
    await giveCash(world, to.publicKey, 0n, usdc);
  };
  const [ada, cleo, opal] = [await person(hooked, "ada"), await person(hooked, "cleo"), await person(listed, "opal")];
  await give(hooked, people.alice, ada);
  await give(hooked, people.alice, cleo);
  await give(listed, people.olga, opal);
  const [gina, ivan] = [await person(hooked, "gina"), await person(hooked, "ivan")];
  await giveCash(world, gina.publicKey, 0n, usdc);
  const hank = groundPerson(hooked, "hank");
  await allow(world, hank.publicKey, { expiresAt });
  return {
    ada: new Redeeming(stage, hooked, ada),
    of: new Redeeming(stage, listed, opal),
    cleo: new Redeeming(stage, hooked, cleo, otherPayer),
    heirs: [new Redeeming(stage, hooked, gina), new Redeeming(stage, hooked, ivan, otherPayer)],
    receivers: [people.bob.publicKey, hank.publicKey],
    onChain: { kind: "OnChain", cashMint: cash.spl, leastCash: ONE },
  };
}

async function open(
  { world, otherPayer }: Stage,
  by: Redeeming,
  payout: WantedPayout,
  amount = AMOUNT,
): Promise<PreparedRedemption> {
  const asked = await by.request(amount, payout);
  const payer = asked.feePayer.equals(otherPayer) ? keypairOf("other payer") : world.payer;
  await send(world.vm, asked, [payer, by.owner]);
  return asked;
}

/** Rejected, and claimed back. Answers what stays open of whose transactions are the longest. */
async function measureRejected(
  stage: Stage,
  { hooked }: Listings,
  { ada, of, cleo, onChain }: Cast,
  { asked, ofOpen, longest }: { asked: PreparedRedemption; ofOpen: PreparedRedemption; longest: PreparedRedemption },
): Promise<PreparedRedemption> {
  const { sheet, world } = stage;
  const both = [world.issuer.redeemer, world.issuer.complianceOfficer];
  await sheet.measure("reject_redemption", "overdue", await ada.reject(asked), both);
  await sheet.measure("reject_redemption", "not overdue", await of.reject(ofOpen), both);
  await sheet.measureLongest("reject_redemption", await cleo.reject(longest), both);

  await sheet.measureHooked("claim_redemption", "hooked", await ada.claim(asked), [ada.owner]);
  await sheet.measure("claim_redemption", "open", await of.claim(ofOpen), [of.owner]);
  const second = await open(stage, ada, onChain);
  await act(world, (await ada.reject(second)).instructions, both);
  await whilePaused(world, hooked, async () => {
    const paused = "hooked, while the token is paused";
    await sheet.measureHooked("claim_redemption", paused, await ada.claim(second), [ada.owner]);
  });
  // All that she has, so that her account can be closed and has to be created again.
  const owner = cleo.owner.publicKey;
  const rest = await open(stage, cleo, onChain, await balanceOf(world, tokenAccountOf(owner, hooked.mint)));
  const account = tokenAccountOf(owner, hooked.mint);
  await act(world, createCloseAccountInstruction(account, owner, owner, [], TOKEN_2022_PROGRAM_ID), [cleo.owner]);
  await sheet.measureLongest("claim_redemption", await cleo.claim(longest), [cleo.owner]);
  return rest;
}

/** Given to another wallet, which names a payout. */
async function measureRecovered(stage: Stage, { ada, cleo, heirs, onChain }: Cast): Promise<void> {
  const { sheet, world } = stage;
  const both = [world.issuer.authority, world.issuer.complianceOfficer];
  const [gina, ivan] = heirs;
  const [first, second] = [await open(stage, ada, onChain), await open(stage, ada, onChain)];
  const longest = await open(stage, cleo, onChain);
  const newOwner = gina.owner.publicKey;
  await sheet.measure("recover_redemption", "asked on chain", await ada.recover(first, newOwner), both);
  await act(world, (await ada.recover(second, newOwner)).instructions, both);
  await sheet.measure("name_payout", "OnChain", await gina.namePayout(first, onChain), [gina.owner]);
  await sheet.measure("name_payout", "OffChain", await gina.namePayout(second, OFF_CHAIN), [gina.owner]);
  await sheet.measureLongest("recover_redemption", await cleo.recover(longest, ivan.owner.publicKey), both);
  await sheet.measureLongest("name_payout", await ivan.namePayout(longest, onChain), [ivan.owner]);
}

/** Of owners who are revoked after they have asked. */
async function measureSeized(
  stage: Stage,
  { hooked }: Listings,
  { ada, of, cleo, receivers, onChain }: Cast,
  longest: PreparedRedemption,
): Promise<void> {
  const { sheet, world } = stage;
  const both = [world.issuer.authority, world.issuer.complianceOfficer];
  const [receiver, withoutAccount] = receivers;
  const [asked, again] = [await open(stage, ada, onChain), await open(stage, ada, onChain)];
  const ofOpen = await open(stage, of, onChain);
  for (const { owner } of [ada, of, cleo]) await allow(world, owner.publicKey, { status: "Revoked" });

  await sheet.measureHooked("seize_redemption", "hooked", await ada.seize(asked, receiver), both);
  await sheet.measure("seize_redemption", "open", await of.seize(ofOpen, receiver), both);
  await whilePaused(world, hooked, async () => {
    const paused = "hooked, while the token is paused";
    await sheet.measureHooked("seize_redemption", paused, await ada.seize(again, receiver), both);
  });
  await sheet.measureLongest("seize_redemption", await cleo.seize(longest, withoutAccount), both);
}
