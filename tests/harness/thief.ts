/** Two holders, and a thief who is on nobody's list, has a program of her own and an empty account of each token. */
import type { Keypair, PublicKey, TransactionInstruction } from "@solana/web3.js";
import { createTokenAccountInstruction, tokenAccountOf } from "./acts";
import { balanceOf, supplyOf } from "./balances";
import { cashAccountOf, giveCash } from "./cash";
import { hostileProgram } from "./hostile";
import type { TestAsset } from "./listing";
import { type Neighbours, startNeighbours } from "./neighbours";
import { keypairOf } from "./people";
import { transferInstruction } from "./transfers";
import { act, SOL } from "./world";

export interface ThiefScene extends Neighbours {
  readonly mallory: Keypair;
}

export async function startThiefScene(): Promise<ThiefScene> {
  const neighbours = await startNeighbours({ programs: [hostileProgram()] });
  const { world } = neighbours;
  const mallory = keypairOf("mallory");
  await world.vm.fund(mallory.publicKey, SOL);
  await giveCash(world, mallory.publicKey, 0n);
  for (const asset of listed(neighbours))
    await act(world, createTokenAccountInstruction(world, mallory.publicKey, asset.mint));
  return { ...neighbours, mallory };
}

const listed = ({ asset, tesla, open, foreign }: Neighbours): TestAsset[] => [asset, tesla, open, foreign];

/** Who has what: raw tokens of each asset and raw cash by wallet, each supply and escrow. What an attack must not move, or only so. */
export async function sheetOf(scene: ThiefScene): Promise<Record<string, bigint>> {
  const { world } = scene;
  const people = { alice: scene.alice, bob: scene.bob, mallory: scene.mallory };
  const places: [string, PublicKey][] = Object.entries(people).flatMap(([name, { publicKey }]) => [
    [`${name} USD`, cashAccountOf(publicKey, world.usdc)] as [string, PublicKey],
    ...assetEntries(scene).map(
      ([asset, { mint }]) => [`${name} ${asset}`, tokenAccountOf(publicKey, mint)] as [string, PublicKey],
    ),
  ]);
  const escrows = assetEntries(scene).map(([name, { escrow }]) => [`escrow ${name}`, escrow] as [string, PublicKey]);
  const sheet: Record<string, bigint> = {};
  for (const [name, account] of [...places, ...escrows]) sheet[name] = await balanceOf(world, account);
  for (const [name, { mint }] of assetEntries(scene)) sheet[`supply ${name}`] = await supplyOf(world, mint);
  return sheet;
}

const assetEntries = ({ asset, tesla, open, foreign }: Neighbours): [string, TestAsset][] =>
  Object.entries({ asset, tesla, open, foreign });

/** One raw token of the hooked asset between two wallets, as the SDK writes the transfer. */
export const pay = (
  { world, asset }: ThiefScene,
  from: Keypair,
  to: Keypair,
  overrides: Partial<Parameters<typeof transferInstruction>[1]> = {},
): Promise<TransactionInstruction> =>
  transferInstruction(world, { mint: asset.mint, from: from.publicKey, to: to.publicKey, ...overrides });
