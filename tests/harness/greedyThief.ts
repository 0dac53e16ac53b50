/** A thief with some stolen keys who tries everything that there is to try, before anybody notices. */
import { BackstockError, fetchRedemption } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { cancelInstruction } from "./acts";
import { balanceOf } from "./balances";
import type { Difference } from "./balanceSheet";
import { type Heist, inThievesHands, type Key } from "./heist";
import { claimInstruction } from "./redemptionActs";
import { type Theft, THEFTS } from "./thefts";
import { createTokenAccount } from "./tokenAccounts";
import { act, DAY } from "./world";

/** The program that refused and the error's name, "custody NotMinter". */
export type Refusal = string;

/** What became of what was tried. */
export interface Haul {
  readonly stolen: readonly Key[];
  /** Names of the thefts that were let through. */
  readonly done: readonly string[];
  /** By the names of the others. */
  readonly refusals: Readonly<Record<string, Refusal>>;
  readonly difference: Difference;
}

export interface Spoils extends Haul {
  /** Raw tokens of her two redemptions that alice could take back after their deadlines, and after every stop's. */
  readonly takenBack: bigint;
  /** What she was refused with where she could not. */
  readonly heldBack: readonly Refusal[];
}

/** Steals with these keys, lets the deadlines pass, and puts everything back as it was. */
export function stealWith(heist: Heist, stolen: readonly Key[]): Promise<Spoils> {
  const isWorthIt = ({ keys }: Theft): boolean =>
    keys.length === 0 || stolen.length === 0 || keys.some((key) => stolen.includes(key));
  return andBack(heist, async () => ({
    ...(await steal(heist, stolen, THEFTS.filter(isWorthIt))),
    ...(await takeBack(heist)),
  }));
}

/** Does only this, in this order, with these keys, and puts everything back as it was. */
export function stealOnly(
  heist: Heist,
  stolen: readonly Key[],
  names: readonly string[],
  wait?: () => Promise<void>,
): Promise<Haul> {
  const thefts = names.map((name) => {
    const theft = THEFTS.find((one) => one.name === name);
    if (theft === undefined) throw new Error(`no theft is called "${name}"`);
    return theft;
  });
  return andBack(heist, () => steal(heist, stolen, thefts, wait));
}

async function andBack<T>(heist: Heist, steal: () => Promise<T>): Promise<T> {
  const mark = await heist.mark();
  try {
    return await steal();
  } finally {
    await mark.rewind();
  }
}

const inAHurry = (): Promise<void> => Promise.resolve();

async function steal(
  heist: Heist,
  stolen: readonly Key[],
  thefts: readonly Theft[],
  wait: () => Promise<void> = inAHurry,
): Promise<Haul> {
  const mine = inThievesHands(heist, stolen);
  const done: string[] = [];
  const refusals: Record<string, Refusal> = {};
  for (const { name, attempt } of thefts) {
    const refusal = await refusalOf(() => attempt(heist, mine, wait));
    if (refusal === null) done.push(name);
    else refusals[name] = refusal;
  }
  return { stolen, done, refusals, difference: await heist.difference() };
}

/** Null where it is let through; whatever but a program's refusal goes wrong is the test's fault. */
async function refusalOf(attempt: () => Promise<unknown>): Promise<Refusal | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    if (error instanceof BackstockError) return `${error.program} ${error.name}`;
    throw error;
  }
}

/** Alice signs alone, for an account that nobody can have frozen: it is new. */
async function takeBack(heist: Heist): Promise<Pick<Spoils, "takenBack" | "heldBack">> {
  const { world, asset, alice, onChain, wire } = heist;
  await world.vm.setTime((await world.vm.now()) + 30n * DAY);
  const account = await createTokenAccount(world, "alice new", asset.mint, alice.publicKey);
  const heldBack: Refusal[] = [];
  for (const redemption of [onChain, wire]) {
    const refusal = await refusalOf(() => exit(heist, redemption, account));
    if (refusal !== null) heldBack.push(refusal);
  }
  return { takenBack: await balanceOf(world, account), heldBack };
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
