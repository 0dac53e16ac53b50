/** What a thief finds: an issuer in good order, whose keys are there to be stolen. */
import { startVm } from "@backstock/sdk/testing";
import type { Keypair, PublicKey } from "@solana/web3.js";
import { allow, attest, createTokenAccountInstruction, idOf, mint, request } from "./acts";
import { type Difference, openBooks } from "./balanceSheet";
import { giveCash } from "./cash";
import { listAsset, type Listing, ONE, type TestAsset } from "./listing";
import { keypairOf } from "./people";
import { type Mark, rewindable } from "./rewind";
import { act, settleWorld, type TestIssuer, type World } from "./world";

/** Every key that an issuer and its registry have; two of three attestors make a round. */
export const KEYS = [
  "authority",
  "custodian",
  "minter",
  "redeemer",
  "pauser",
  "action officer",
  "compliance officer",
  "first attestor",
  "second attestor",
  "registry authority",
  "registry officer",
  "registry pauser",
] as const;
export type Key = (typeof KEYS)[number];

/** Raw shares that are attested, and how many of them no token stands for. */
export const ATTESTED = 1_000n * ONE;
export const SURPLUS = 500n * ONE;
/** Raw tokens in wallets, and in each of alice's two redemptions. */
export const HOLDINGS = { alice: 100n * ONE, bob: 200n * ONE } as const;
export const ASKED = 100n * ONE;
/** Raw cash that the redeemer has, and that alice asks for. */
export const TILL = 50_000_000_000n;
export const LEAST_CASH = 20_000_000_000n;
export const ALICES_IDENTITY = idOf("alice's identity");

export interface Heist {
  readonly world: World;
  readonly asset: TestAsset;
  readonly alice: Keypair;
  readonly bob: Keypair;
  /** A customer like any other: listed, with accounts that are empty. */
  readonly thief: Keypair;
  /** Alice's redemptions: paid on chain, and by wire. */
  readonly onChain: PublicKey;
  readonly wire: PublicKey;
  /** What has changed since the books were opened. */
  readonly difference: () => Promise<Difference>;
  /** To come back to, before each attack. */
  readonly mark: () => Promise<Mark>;
}

/** An asset of the profile `hooked` where nothing else is said. */
export async function startHeist(listing: Listing = {}): Promise<Heist> {
  const vm = rewindable(await startVm());
  const world = await settleWorld(vm);
  const asset = await listAsset(world, listing);
  const [alice, bob, thief] = [keypairOf("alice"), keypairOf("bob"), keypairOf("thief")];
  await allow(world, alice.publicKey, { identity: ALICES_IDENTITY });
  for (const { publicKey } of [bob, thief]) await allow(world, publicKey);
  for (const { publicKey } of [alice, bob, thief]) {
    await act(world, createTokenAccountInstruction(world, publicKey, asset.mint));
    await giveCash(world, publicKey, 0n);
  }
  await giveCash(world, world.issuer.redeemer.publicKey, TILL);
  await attest(world, asset, { shares: ATTESTED });
  await mint(world, asset, { id: "alice", shares: HOLDINGS.alice + 2n * ASKED, recipient: alice.publicKey });
  await mint(world, asset, { id: "bob", shares: HOLDINGS.bob, recipient: bob.publicKey });
  const asked = { owner: alice, amount: ASKED, leastCash: LEAST_CASH };
  const onChain = await request(world, asset, { ...asked, nonce: 0n });
  const payout = { kind: "OffChain", instructionSha256: idOf("alice's bank") } as const;
  const wire = await request(world, asset, { ...asked, nonce: 1n }, { payout });
  const difference = await openBooks(world, asset, {
    alice: alice.publicKey,
    bob: bob.publicKey,
    thief: thief.publicKey,
    redeemer: world.issuer.redeemer.publicKey,
  });
  return { world, asset, alice, bob, thief, onChain, wire, difference, mark: () => vm.mark() };
}

/** The asset as the thief acts on it: with each key that is stolen, and with the thief's own in the place of every other. */
export function inThievesHands({ asset, thief }: Pick<Heist, "asset" | "thief">, stolen: readonly Key[]): TestAsset {
  const { issuer } = asset;
  const has = (key: Key, keypair: Keypair): Keypair => (stolen.includes(key) ? keypair : thief);
  const [first, second] = issuer.attestors as [Keypair, Keypair];
  const theirs: TestIssuer = {
    ...issuer,
    authority: has("authority", issuer.authority),
    custodian: has("custodian", issuer.custodian),
    minter: has("minter", issuer.minter),
    redeemer: has("redeemer", issuer.redeemer),
    // The authority may whatever the pauser may.
    pauser: stolen.includes("pauser") ? issuer.pauser : has("authority", issuer.authority),
    actionOfficer: has("action officer", issuer.actionOfficer),
    complianceOfficer: has("compliance officer", issuer.complianceOfficer),
    attestors: [has("first attestor", first), has("second attestor", second)],
    registry: {
      ...issuer.registry,
      authority: has("registry authority", issuer.registry.authority),
      officer: has("registry officer", issuer.registry.officer),
      pauser: has("registry pauser", issuer.registry.pauser),
    },
  };
  return { ...asset, issuer: theirs };
}
