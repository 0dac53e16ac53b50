import { type BackstockEvent, fetchAsset, fetchMaybeRedemption, type Totals } from "@backstock/sdk";
import { expect } from "@jest/globals";
import type { PublicKey } from "@solana/web3.js";
import { balanceOf, totalsOf } from "./balances";
import type { TestAsset } from "./listing";
import type { World } from "./world";

/** What an outsider knows of an asset who has only read its events, and what its holders have burned, which no program of ours sees. */
export class Ledger {
  sequence = 0n;
  minted = 0n;
  redeemed = 0n;
  burned = 0n;
  /** Raw that is open, by the address of the redemption. */
  readonly open = new Map<string, bigint>();

  constructor(private readonly asset: TestAsset) {}

  get escrowed(): bigint {
    return [...this.open.values()].reduce((sum, amount) => sum + amount, 0n);
  }

  get totals(): Totals {
    const { minted, redeemed, escrowed, burned } = this;
    return { supply: minted - redeemed - burned, escrowed, minted, redeemed, overdue: 0n };
  }

  /** Reads the asset's events of a transaction: each must be the next one, and carry the totals that follow from all before it. */
  replay(events: readonly BackstockEvent[]): void {
    for (const event of events) {
      if (!("asset" in event.data) || !event.data.asset.equals(this.asset.address)) continue;
      this.apply(event);
      const { sequence, totals } = event.data;
      expect({ event: event.name, sequence, totals }).toEqual({
        event: event.name,
        sequence: this.sequence + 1n,
        totals: this.totals,
      });
      this.sequence = sequence;
    }
  }

  private apply(event: BackstockEvent): void {
    switch (event.name) {
      case "DepositMinted":
        this.minted += event.data.amount;
        break;
      case "RedemptionRequested":
        this.open.set(event.data.redemption.toBase58(), event.data.amount);
        break;
      case "RedemptionSettled":
        this.redeemed += event.data.amount;
        this.release(event.data.redemption, event.data.amount);
        break;
      case "RedemptionCancelled":
        this.release(event.data.redemption, event.data.amount);
        break;
      default: // changes no total
    }
  }

  private release(redemption: PublicKey, amount: bigint): void {
    const key = redemption.toBase58();
    this.open.set(key, (this.open.get(key) ?? 0n) - amount);
  }
}

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
