/** A token's pause as its issuer makes and ends it. */
import { createPauseTokenInstruction, createResumeTokenInstruction, parseMint } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { TestAsset } from "./listing";
import type { expectRefusal } from "./refusal";
import { act, type World } from "./world";

type Chain = Pick<World, "vm" | "payer">;

/** The shortest pause, seconds. */
export const LEAST_PAUSE = 3_600n;

/** By the issuer's pauser. */
export function pausing({ issuer, mint }: TestAsset, seconds: bigint): Parameters<typeof expectRefusal>[1] {
  const of = { signer: issuer.pauser.publicKey, issuer: issuer.address, mint };
  return { instructions: createPauseTokenInstruction({ ...of, seconds }), signers: [issuer.pauser] };
}

/** By the issuer's pauser. */
export function pauseToken(world: Chain, asset: TestAsset, seconds = LEAST_PAUSE): Promise<Sent> {
  const { instructions, signers } = pausing(asset, seconds);
  return act(world, instructions, signers);
}

/** By the issuer's pauser. */
export function resumeToken(world: Chain, { issuer, mint }: TestAsset): Promise<Sent> {
  const signer = issuer.pauser.publicKey;
  return act(world, createResumeTokenInstruction({ signer, issuer: issuer.address, mint }), [issuer.pauser]);
}

export async function isTokenPaused({ vm }: Chain, { mint }: TestAsset): Promise<boolean | undefined> {
  const account = await vm.getAccount(mint);
  return account === null ? undefined : parseMint(account.data).pausable?.paused;
}

/** Does something while the token is paused. */
export async function whilePaused(world: Chain, asset: TestAsset, work: () => Promise<unknown>): Promise<void> {
  await pauseToken(world, asset);
  await work();
  await resumeToken(world, asset);
}
