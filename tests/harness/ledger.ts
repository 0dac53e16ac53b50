import {
  type BackstockEvent,
  fetchAsset,
  fetchMaybeRedemption,
  type Ledger as Replayed,
  replay,
  type Totals,
} from "@backstock/sdk";
import { expect } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { balanceOf, totalsOf } from "./balances";
import type { TestAsset } from "./listing";
import type { World } from "./world";

/** What an outsider knows of an asset who has only read its events, and what its holders have burned, which no program of ours sees. */
export class Ledger {
  /** Raw that holders have burned, as the test that made them knows. */
  burned = 0n;
  /** All that was read, in its order. */
  readonly seen: BackstockEvent[] = [];
  replayed: Replayed;

  constructor(private readonly asset: TestAsset) {
    this.replayed = replay([], { asset: asset.address });
  }

  get sequence(): bigint {
    return this.replayed.lastSequence;
  }

  get minted(): bigint {
    return this.replayed.balanceSheet?.minted ?? 0n;
  }

  get redeemed(): bigint {
    return this.replayed.balanceSheet?.redeemed ?? 0n;
  }

  /** Raw that is open, by the address of the redemption. */
  get open(): ReadonlyMap<string, bigint> {
    return new Map(this.replayed.redemptions.map(({ redemption, open }) => [redemption.toBase58(), open ?? 0n]));
  }

  /** The totals now: of the last event, less what holders have burned since. */
  get totals(): Totals {
    const { supply, escrowed, minted, redeemed, overdue, burnedByHolders } = this.replayed.balanceSheet ?? NONE;
    return { supply: supply + burnedByHolders - this.burned, escrowed, minted, redeemed, overdue };
  }

  /** Reads the events of a transaction: each of the asset's must be the next one, and carry the totals that follow from all before it. */
  replay(events: readonly BackstockEvent[]): void {
    const before = this.sequence;
    this.seen.push(...events);
    this.replayed = replay(this.seen, { asset: this.asset.address });
    const { gaps, conflicts, inconsistencies, balanceSheet, redemptions } = this.replayed;
    expect({ gaps, conflicts, inconsistencies }).toEqual({ gaps: [], conflicts: [], inconsistencies: [] });
    // An event shows all that was burned before it, and no more.
    if (this.sequence > before) expect(balanceSheet?.burnedByHolders).toBe(this.burned);
    expect(redemptions.reduce((sum, { open }) => sum + (open ?? 0n), 0n)).toBe(balanceSheet?.escrowed ?? 0n);
  }
}

const NONE = { supply: 0n, escrowed: 0n, minted: 0n, redeemed: 0n, overdue: 0n, burnedByHolders: 0n };

export interface Holdings {
  /** Every token account that holds any, the escrow aside. */
  readonly accounts: readonly PublicKey[];
  readonly redemptions: readonly PublicKey[];
  /** Raw that somebody has sent to the escrow, which only the profile `open` lets happen. */
  readonly gifts: bigint;
}

/** Asserts that the accounts say what the ledger does, and that minted less redeemed less burned is the supply, and escrow holds all open requests. */
export async function expectBalanced(
  world: World,
  asset: TestAsset,
  ledger: Ledger,
  holdings: Holdings,
): Promise<void> {
  const { sequence } = await fetchAsset(world.vm, asset.address);
  const totals = await totalsOf(world, asset);
  expect({ sequence, totals }).toEqual({ sequence: ledger.sequence, totals: ledger.totals });

  const escrow = await balanceOf(world, asset.escrow);
  const held = await Promise.all(holdings.accounts.map((account) => balanceOf(world, account)));
  expect(held.reduce((sum, amount) => sum + amount, escrow)).toBe(totals.supply);

  const redemptions = await Promise.all(holdings.redemptions.map((one) => fetchMaybeRedemption(world.vm, one)));
  const open = redemptions.reduce(
    (sum, one) => (one === null || one.endedAt !== 0n ? sum : sum + one.amount - one.settled),
    0n,
  );
  expect({ escrowed: totals.escrowed, escrow }).toEqual({ escrowed: open, escrow: open + holdings.gifts });
}
