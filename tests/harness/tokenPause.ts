/** A token's pause as its issuer makes and ends it. */
import { createPauseTokenInstruction, createResumeTokenInstruction, parseMint } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { TestAsset } from "./listing";
import { act, type World } from "./world";

type Chain = Pick<World, "vm" | "payer">;

/** By the issuer's pauser. */
export function pauseToken(world: Chain, { issuer, mint }: TestAsset, seconds = 3_600n): Promise<Sent> {
  const signer = issuer.pauser.publicKey;
  const pause = createPauseTokenInstruction({ signer, issuer: issuer.address, mint, seconds });
  return act(world, pause, [issuer.pauser]);
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
