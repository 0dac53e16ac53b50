/** Token accounts as an issuer's compliance officer freezes and thaws them. */
import { createFreezeHolderInstruction, createThawHolderInstruction, parseTokenAccount } from "@backstock/sdk";
import type { Sent } from "@backstock/sdk/testing";
import type { PublicKey } from "@solana/web3.js";
import type { TestAsset } from "./listing";
import { act, type World } from "./world";

type Chain = Pick<World, "vm" | "payer">;

export function freeze(world: Chain, { issuer, mint }: TestAsset, holderToken: PublicKey): Promise<Sent> {
  const { complianceOfficer, address } = issuer;
  const of = { complianceOfficer: complianceOfficer.publicKey, issuer: address, mint, holderToken };
  return act(world, createFreezeHolderInstruction(of), [complianceOfficer]);
}

export function thaw(world: Chain, { issuer, mint }: TestAsset, holderToken: PublicKey): Promise<Sent> {
  const { complianceOfficer, address } = issuer;
  const of = { complianceOfficer: complianceOfficer.publicKey, issuer: address, mint, holderToken };
  return act(world, createThawHolderInstruction(of), [complianceOfficer]);
}

export async function isFrozen({ vm }: Chain, holderToken: PublicKey): Promise<boolean> {
  const account = await vm.getAccount(holderToken);
  return account !== null && parseTokenAccount(account.data).state === "frozen";
}
