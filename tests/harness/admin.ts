/** What an issuer's authority and pauser do: changes, revocations and stops. */
import {
  type ApplyChangeInput,
  type CancelChangeInput,
  type ChangeTerms,
  createApplyChangeInstruction,
  createCancelChangeInstruction,
  createHaltAssetInstruction,
  createPauseMintInstruction,
  createProposeChangeInstruction,
  createRevokeAttestorInstruction,
  createRevokeRoleInstruction,
  fetchAsset,
  fetchIssuer,
  findChangePda,
  type ProposeChangeInput,
  type Role,
} from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { PublicKey, TransactionInstruction } from "@solana/web3.js";
import type { TestAsset } from "./listing";
import { act, type TestIssuer, type World } from "./world";

/** A change that has been proposed, with rent of the world's payer. */
export interface TestChange {
  readonly issuer: TestIssuer;
  readonly number: bigint;
  readonly address: PublicKey;
  readonly terms: ChangeTerms;
  readonly proposed: Sent;
}

type Chain = Pick<World, "vm" | "payer">;

export async function proposeInstruction(
  { vm, payer }: Chain,
  issuer: TestIssuer,
  terms: ChangeTerms,
  overrides: Partial<ProposeChangeInput> = {},
): Promise<TransactionInstruction> {
  const { changeCount } = await fetchIssuer(vm, issuer.address);
  return createProposeChangeInstruction({
    payer: payer.publicKey,
    authority: issuer.authority.publicKey,
    issuer: issuer.address,
    number: changeCount + 1n,
    terms,
    ...overrides,
  });
}

export async function propose(world: Chain, issuer: TestIssuer, terms: ChangeTerms): Promise<TestChange> {
  const proposed = await act(world, await proposeInstruction(world, issuer, terms), [issuer.authority]);
  const { changeCount: number } = await fetchIssuer(world.vm, issuer.address);
  return { issuer, number, address: findChangePda({ issuer: issuer.address, number }).address, terms, proposed };
}

export async function applyInstruction(
  { vm, payer }: Chain,
  { issuer, number, terms }: TestChange,
  overrides: Partial<ApplyChangeInput> = {},
): Promise<TransactionInstruction> {
  const asset = "asset" in terms ? terms.asset : undefined;
  return createApplyChangeInstruction({
    issuer: issuer.address,
    number,
    terms,
    mint: asset === undefined ? undefined : (await fetchAsset(vm, asset)).mint,
    rentPayer: payer.publicKey,
    ...overrides,
  });
}

export async function apply(world: Chain, change: TestChange): Promise<Sent> {
  return act(world, await applyInstruction(world, change));
}

/** Lets the issuer's change delay pass. */
export async function passDelay({ vm }: Chain, { address }: TestIssuer): Promise<void> {
  const { changeDelay } = await fetchIssuer(vm, address);
  await vm.setTime((await vm.now()) + changeDelay);
}

/** Proposes a change, waits and applies it. */
export async function change(world: Chain, issuer: TestIssuer, terms: ChangeTerms): Promise<Sent> {
  const proposed = await propose(world, issuer, terms);
  await passDelay(world, issuer);
  return apply(world, proposed);
}

export function cancelChangeInstruction(
  { payer }: Chain,
  { issuer, number }: TestChange,
  overrides: Partial<CancelChangeInput> = {},
): TransactionInstruction {
  return createCancelChangeInstruction({
    signer: issuer.authority.publicKey,
    issuer: issuer.address,
    number,
    rentPayer: payer.publicKey,
    ...overrides,
  });
}

export function revokeRole(world: Chain, issuer: TestIssuer, role: Role): Promise<Sent> {
  const { pauser, address } = issuer;
  return act(world, createRevokeRoleInstruction({ signer: pauser.publicKey, issuer: address, role }), [pauser]);
}

export function revokeAttestor(world: Chain, issuer: TestIssuer, attestor: PublicKey): Promise<Sent> {
  const { pauser, address } = issuer;
  return act(world, createRevokeAttestorInstruction({ signer: pauser.publicKey, issuer: address, attestor }), [pauser]);
}

export function pauseMint(world: Chain, { pauser, address }: TestIssuer): Promise<Sent> {
  return act(world, createPauseMintInstruction({ signer: pauser.publicKey, issuer: address }), [pauser]);
}

export function haltAsset(world: Chain, { issuer, mint }: TestAsset): Promise<Sent> {
  const { authority, address } = issuer;
  return act(world, createHaltAssetInstruction({ authority: authority.publicKey, issuer: address, mint }), [authority]);
}

/** The same as if it had been proposed in time: the clock stands where it stood. */
export async function changeNow(world: Chain, issuer: TestIssuer, terms: ChangeTerms): Promise<Sent> {
  const { vm } = world;
  const now = await vm.now();
  const { changeDelay } = await fetchIssuer(vm, issuer.address);
  await vm.setTime(now - changeDelay);
  const proposed = await propose(world, issuer, terms);
  await vm.setTime(now);
  return apply(world, proposed);
}

/** For ever. */
export function delist(world: Chain, { issuer, address }: TestAsset): Promise<Sent> {
  return changeNow(world, issuer, { kind: "Delist", asset: address });
}
