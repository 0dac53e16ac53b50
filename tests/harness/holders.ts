import type { Keypair } from "@solana/web3.js";
import { allow, mint } from "./acts";
import { giveCash } from "./cash";
import type { TestAsset } from "./listing";
import { keypairOf } from "./people";
import type { World } from "./world";

/** A wallet on the allowlist with raw tokens minted to it and an empty cash account. The reserve must have been attested. */
export async function createHolder(world: World, asset: TestAsset, name: string, tokens: bigint): Promise<Keypair> {
  const holder = keypairOf(name);
  await allow(world, holder.publicKey, {}, asset.issuer.registry);
  await mint(world, asset, { id: `${asset.mint.toBase58()} ${name}`, shares: tokens, recipient: holder.publicKey });
  await giveCash(world, holder.publicKey, 0n);
  return holder;
}
