import type { Vm } from "@backstock/sdk/testing";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { attest } from "../harness/acts";
import { cashAccountOf, giveCash } from "../harness/cash";
import { createHolder } from "../harness/holders";
import { listAsset, ONE, type TestAsset } from "../harness/listing";
import { settleWorld, SOL, type World } from "../harness/world";
import { Books } from "./books";

export const HOLDERS = ["ann", "ben", "cat", "dan", "eve", "fay", "gus", "hal"] as const;
const FIRST_BALANCE = 10_000n * ONE;
const FIRST_CASH = 1_000_000_000_000n;

/** An issuer, its asset, holders and money: all that stands before the network breaks. */
export interface Scene {
  readonly world: World;
  readonly asset: TestAsset;
  readonly holders: readonly Keypair[];
  readonly books: Books;
}

export async function setScene(vm: Vm): Promise<Scene> {
  const world = await settleWorld(vm);
  const asset = await listAsset(world);
  const books = new Books();
  await attest(world, asset, { shares: 900_000n * ONE });
  const holders: Keypair[] = [];
  for (const name of HOLDERS) {
    const holder = await createHolder(world, asset, name, FIRST_BALANCE);
    books.move(books.tokens, holder.publicKey, FIRST_BALANCE);
    books.minted += FIRST_BALANCE;
    holders.push(holder);
  }
  const { custodian, minter, redeemer, attestors } = asset.issuer;
  // Everybody pays for what they send.
  for (const key of [...holders, custodian, minter, redeemer, ...attestors]) await vm.fund(key.publicKey, 1_000n * SOL);
  await giveCash(world, redeemer.publicKey, FIRST_CASH);
  books.move(books.cash, redeemer.publicKey, FIRST_CASH);
  return { world, asset, holders, books };
}

export function cashOf({ world }: Scene, owner: PublicKey): PublicKey {
  return cashAccountOf(owner, world.usdc);
}
