import { fetchAsset, parseTokenAccount, type Totals } from "@backstock/sdk";
import type { PublicKey } from "@solana/web3.js";
import type { TestAsset } from "./listing";
import type { World } from "./world";

/** Raw tokens in a token account; 0 where there is none. */
export async function balanceOf(world: Pick<World, "vm">, tokenAccount: PublicKey): Promise<bigint> {
  const account = await world.vm.getAccount(tokenAccount);
  return account === null ? 0n : parseTokenAccount(account.data).amount;
}

/** Raw supply of a mint of either token program: a u64 at 36 of both layouts (spl-token-interface, state::Mint). */
export async function supplyOf(world: Pick<World, "vm">, mint: PublicKey): Promise<bigint> {
  const account = await world.vm.getAccount(mint);
  if (account === null) throw new Error(`no mint at ${mint.toBase58()}`);
  return new DataView(account.data.buffer, account.data.byteOffset).getBigUint64(36, true);
}

/** The totals that an asset's next event must carry if nothing changes, read from the accounts. */
export async function totalsOf(world: Pick<World, "vm">, asset: TestAsset): Promise<Totals> {
  const { escrowed, minted, redeemed, overdue } = await fetchAsset(world.vm, asset.address);
  return { supply: await supplyOf(world, asset.mint), escrowed, minted, redeemed, overdue };
}
