/** Who has what: books that are opened before an attack, and read after it. */
import { fetchAsset, fetchAttestation } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import { tokenAccountOf } from "./acts";
import { balanceOf, supplyOf } from "./balances";
import { cashAccountOf } from "./cash";
import type { TestAsset } from "./listing";
import type { World } from "./world";

/** What is different since the books were opened, by the row's name; a row that is as it was is not there. */
export type Difference = Readonly<Record<string, bigint>>;

/** Wallets by the names that their rows have. */
export type Parties = Readonly<Record<string, PublicKey>>;

/** Opens the books of an asset and of these wallets' tokens, cash and lamports. Answers what closes them, as often as one likes. */
export async function openBooks(world: World, asset: TestAsset, parties: Parties): Promise<() => Promise<Difference>> {
  const before = await readBooks(world, asset, parties);
  return async () => {
    const after = await readBooks(world, asset, parties);
    const rows = Object.entries(after).map(([row, value]) => [row, value - (before[row] ?? 0n)] as const);
    return Object.fromEntries(rows.filter(([, difference]) => difference !== 0n));
  };
}

async function readBooks(world: World, asset: TestAsset, parties: Parties): Promise<Record<string, bigint>> {
  const { minted, redeemed, escrowed } = await fetchAsset(world.vm, asset.address);
  const books: Record<string, bigint> = {
    supply: await supplyOf(world, asset.mint),
    escrow: await balanceOf(world, asset.escrow),
    "asked for": escrowed,
    minted,
    redeemed,
    "attested shares": (await fetchAttestation(world.vm, asset.attestation)).shares,
  };
  for (const [name, wallet] of Object.entries(parties)) {
    books[`${name}: tokens`] = await balanceOf(world, tokenAccountOf(wallet, asset.mint));
    books[`${name}: cash`] = await balanceOf(world, cashAccountOf(wallet, world.usdc));
    books[`${name}: lamports`] = (await world.vm.getAccount(wallet))?.lamports ?? 0n;
  }
  return books;
}
