/** One stock token without limits that bite, and states written over its accounts: what a property on the chain begins with. */
import { parseMint, type Limits } from "@backstock/sdk";
import { startVm } from "@backstock/sdk/testing";
import type { Keypair } from "@solana/web3.js";
import { allow, attest, createTokenAccountInstruction } from "../harness/acts";
import { forgeBytes } from "../harness/forge";
import { listAsset, ONE, type TestAsset } from "../harness/listing";
import { keypairOf } from "../harness/people";
import { type RewindableVm, rewindable } from "../harness/rewind";
import { STOCK_MINT } from "../harness/stockMints";
import { act, settleWorld, type World } from "../harness/world";

export const U64_MAX = 2n ** 64n - 1n;

const LOOSE: Partial<Limits> = { supplyCap: U64_MAX, mintRateCapacity: U64_MAX, mintRateRefill: 0n };

export interface PropertyScene {
  readonly world: World;
  readonly vm: RewindableVm;
  /** Attested. */
  readonly asset: TestAsset;
  /** Listed, with an empty token account. */
  readonly holder: Keypair;
  /** Does something, and takes back whatever it has done. */
  inVain(work: () => Promise<void>): Promise<void>;
}

export async function startScene(): Promise<PropertyScene> {
  const vm = rewindable(await startVm());
  const world = await settleWorld(vm);
  const asset = await listAsset(world, { limits: LOOSE });
  const holder = keypairOf("holder");
  await allow(world, holder.publicKey);
  await act(world, createTokenAccountInstruction(world, holder.publicKey, asset.mint));
  await attest(world, asset, { shares: 1_000n * ONE });
  return {
    ...{ world, vm, asset, holder },
    async inVain(work) {
      const mark = await vm.mark();
      try {
        await work();
      } finally {
        await mark.rewind();
      }
    },
  };
}

export const forgeSupply = ({ vm, asset }: PropertyScene, supply: bigint): Promise<void> =>
  forgeBytes(vm, asset.mint, (data) => new DataView(data.buffer).setBigUint64(STOCK_MINT.supply, supply, true));

export async function scheduleOf({ vm, asset }: PropertyScene) {
  const { scaledUiAmount } = parseMint((await vm.getAccount(asset.mint))?.data ?? new Uint8Array());
  if (scaledUiAmount === undefined) throw new Error("the mint has no multiplier");
  return scaledUiAmount;
}
