/** Requests for cash, and the ways in which they end. */
import { TOKEN_2022_PROGRAM_ID, TOKEN_PROGRAM_ID, type PreparedRedemption, type WantedPayout } from "@backstock/sdk";
import { createCloseAccountInstruction } from "@solana/spl-token";
import type { PublicKey } from "@solana/web3.js";
import { REPORT, tokenAccountOf } from "../../tests/harness/acts";
import { balanceOf } from "../../tests/harness/balances";
import { cashAccountOf, giveCash } from "../../tests/harness/cash";
import { LIMITS, ONE, type TestAsset } from "../../tests/harness/listing";
import { giveToken2022Cash } from "../../tests/harness/token2022Cash";
import { whilePaused } from "../../tests/harness/tokenPause";
import { act } from "../../tests/harness/world";
import type { Stage } from "../stage";
import type { People } from "./people";
import { Redeeming } from "./redemptionSteps";
import type { Listings } from "./setUp";

/** 20 tokens for 100 dollars each. */
const AMOUNT = 20n * ONE;
const CASH = 2_000_000_000n;
const HALF = { amount: AMOUNT / 2n, cash: CASH / 2n } as const;

export async function measureRedemptions(stage: Stage, listings: Listings, people: People): Promise<void> {
  const { world } = stage;
  const { hooked, open, cash } = listings;
  const redeemer = world.issuer.redeemer.publicKey;
  await giveCash(world, redeemer, 10n * CASH);
  await giveToken2022Cash(world, redeemer, 10n * CASH, cash.token2022);
  for (const { publicKey } of [people.alice, people.olga]) await giveCash(world, publicKey, 0n);
  await giveToken2022Cash(world, people.alice.publicKey, 0n, cash.token2022);

  const alice = new Redeeming(stage, hooked, people.alice);
  const olga = new Redeeming(stage, open, people.olga);
  const erin = new Redeeming(stage, hooked, people.erin, stage.otherPayer);
  await measureSettled(stage, alice, cash.spl);
  const returned = await measurePartlySettled(stage, hooked, alice, cash.token2022);
  const offChain = await measureOffChain(stage, alice);
  const opened = await olga.request(AMOUNT, onChain(cash.spl));
  await stage.sheet.measure("request_redemption", "OnChain, open", opened, [olga.owner]);
  const longest = await measureLongestRequest(stage, listings, erin);

  await world.vm.setTime((await world.vm.now()) + LIMITS.redemptionWindow + 1n);
  await stage.sheet.measureHooked("cancel_redemption", "hooked", await alice.cancel(offChain), [alice.owner]);
  await stage.sheet.measure("cancel_redemption", "open", await olga.cancel(opened), [olga.owner]);
  const paused = "hooked, while the token is paused";
  await whilePaused(world, hooked, async () =>
    stage.sheet.measureHooked("cancel_redemption", paused, await alice.cancel(returned), [alice.owner]),
  );

  await stage.sheet.measureLongest("cancel_redemption", await erin.cancel(longest), [erin.owner]);
  await stage.sheet.measureLongest("close_redemption", await erin.close(longest), [erin.owner]);
}

function onChain(cashMint: PublicKey): WantedPayout {
  return { kind: "OnChain", cashMint, leastCash: CASH };
}

async function measureSettled({ sheet, world }: Stage, alice: Redeeming, cashMint: PublicKey): Promise<void> {
  const { redeemer } = world.issuer;
  const asked = await alice.request(AMOUNT, onChain(cashMint));
  await sheet.measureHooked("request_redemption", "OnChain, hooked", asked, [alice.owner]);
  await sheet.measure("settle_redemption", "in part", await alice.settle(asked, HALF), [redeemer]);
  await sheet.measure("settle_redemption", "in full", await alice.settle(asked, HALF), [redeemer]);
  await sheet.measure("close_redemption", "by its owner", await alice.close(asked), [alice.owner]);
}

/** Half of it stays open. */
async function measurePartlySettled(
  { sheet, world }: Stage,
  asset: TestAsset,
  alice: Redeeming,
  cashMint: PublicKey,
): Promise<PreparedRedemption> {
  const { redeemer } = world.issuer;
  const quarter = { amount: HALF.amount / 2n, cash: HALF.cash / 2n };
  const asked = await alice.request(AMOUNT, onChain(cashMint));
  await sheet.measureHooked("request_redemption", "OnChain, hooked, cash on Token-2022", asked, [alice.owner]);
  const path = "in part, cash on Token-2022";
  await sheet.measure("settle_redemption", path, await alice.settle(asked, quarter), [redeemer]);
  const paused = `${path}, while the token is paused`;
  await whilePaused(world, asset, async () =>
    sheet.measure("settle_redemption", paused, await alice.settle(asked, quarter), [redeemer]),
  );
  return asked;
}

async function measureOffChain({ sheet }: Stage, alice: Redeeming): Promise<PreparedRedemption> {
  const asked = await alice.request(AMOUNT, { kind: "OffChain", instructionSha256: REPORT });
  await sheet.measureHooked("request_redemption", "OffChain, hooked", asked, [alice.owner]);
  return asked;
}

/** All that she has, so that she can close her accounts and each of them has to be created again. */
async function measureLongestRequest(
  { sheet, world }: Stage,
  { hooked, cash }: Listings,
  erin: Redeeming,
): Promise<PreparedRedemption> {
  const owner = erin.owner.publicKey;
  const balance = await balanceOf(world, tokenAccountOf(owner, hooked.mint));
  const asked = await erin.request(balance, onChain(cash.spl));
  await sheet.measureLongest("request_redemption", asked, [erin.owner]);
  await closeAccount(cashAccountOf(owner, cash.spl), TOKEN_PROGRAM_ID);
  await sheet.measureLongest("settle_redemption", await erin.settle(asked, HALF), [world.issuer.redeemer]);
  await closeAccount(tokenAccountOf(owner, hooked.mint), TOKEN_2022_PROGRAM_ID);
  return asked;

  function closeAccount(account: PublicKey, program: PublicKey): Promise<unknown> {
    return act(world, createCloseAccountInstruction(account, owner, owner, [], program), [erin.owner]);
  }
}
