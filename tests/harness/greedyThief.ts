/** A thief with some stolen keys who tries everything that there is to try, before anybody notices. */
import { BackstockError, fetchRedemption } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { cancelInstruction } from "./acts";
import { balanceOf } from "./balances";
import type { Difference } from "./balanceSheet";
import { type Heist, inThievesHands, type Key } from "./heist";
import { claimInstruction } from "./redemptionActs";
import { THEFTS } from "./thefts";
import { createTokenAccount } from "./tokenAccounts";
import { act, DAY } from "./world";

/** What came of it. */
export interface Spoils {
  readonly stolen: readonly Key[];
  /** Names of the thefts that were let through. */
  readonly done: readonly string[];
  readonly difference: Difference;
  /** Raw tokens of her two redemptions that alice could take back after their deadlines, and after every stop's. */
  readonly takenBack: bigint;
}

/** Steals with these keys, lets the deadlines pass, and puts everything back as it was. */
export async function stealWith(heist: Heist, stolen: readonly Key[]): Promise<Spoils> {
  const mark = await heist.mark();
  try {
    const done = await tryEverything(heist, stolen);
    const difference = await heist.difference();
    return { stolen, done, difference, takenBack: await takeBack(heist) };
  } finally {
    await mark.rewind();
  }
}

async function tryEverything(heist: Heist, stolen: readonly Key[]): Promise<string[]> {
  const mine = inThievesHands(heist, stolen);
  const done: string[] = [];
  for (const { name, keys, attempt } of THEFTS) {
    const isWorthIt = keys.length === 0 || stolen.length === 0 || keys.some((key) => stolen.includes(key));
    if (isWorthIt && (await isLetThrough(() => attempt(heist, mine)))) done.push(name);
  }
  return done;
}

/** False where the chain refuses; whatever else goes wrong is the test's fault. */
async function isLetThrough(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (error instanceof BackstockError) return false;
    throw error;
  }
}

/** Alice signs alone, for an account that nobody can have frozen: it is new. */
async function takeBack(heist: Heist): Promise<bigint> {
  const { world, asset, alice, onChain, wire } = heist;
  await world.vm.setTime((await world.vm.now()) + 30n * DAY);
  const account = await createTokenAccount(world, "alice new", asset.mint, alice.publicKey);
  for (const redemption of [onChain, wire]) await isLetThrough(() => exit(heist, redemption, account));
  return balanceOf(world, account);
}

async function exit({ world, asset, alice }: Heist, redemption: PublicKey, account: PublicKey): Promise<void> {
  const { status } = await fetchRedemption(world.vm, redemption);
  const owner = alice.publicKey;
  const instruction =
    status === "Rejected"
      ? claimInstruction(asset, redemption, owner, { destination: account })
      : cancelInstruction(asset, redemption, owner, account);
  await act(world, instruction, [alice]);
}
